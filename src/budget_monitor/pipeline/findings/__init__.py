"""What is done with findings: explained, accepted, gone through one by one."""
