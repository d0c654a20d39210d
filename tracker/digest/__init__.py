"""Makes an edition: `compose` chooses (pure), `render` writes the mail, `site` the pages."""
