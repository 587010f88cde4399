"""Making a site file in the browser: what was found in the archive, and what people of the office say."""
