"""The verbs: fetch, rank, issue, deliver, publish; the only place where the workshops meet."""
