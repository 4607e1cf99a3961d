"""What contributors run: form of the data, README, pictures, manual page."""
