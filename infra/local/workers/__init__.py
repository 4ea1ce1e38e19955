"""What drives the event functions locally: pollers for table streams and queues, a registry of schedules."""
