"""The foundation of every page: one offline file, its charts and tables under a strict policy."""
