"""What nodes share through Redis; everything here has a twin that works inside one process."""
