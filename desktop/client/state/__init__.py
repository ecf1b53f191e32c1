"""What the device knows and shows, without network, files or Qt: events in, changes out."""
