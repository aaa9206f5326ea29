"""Translation outside the site: strings go out as a file or message, and replies are checked."""
