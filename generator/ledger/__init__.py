"""What is asked for against what the nodes advertise: capacity, quotas, priorities, prices, allocation; pure."""
