"""What the pages show: answers of shipped questions and rows of views, put in the order in which they are drawn."""
