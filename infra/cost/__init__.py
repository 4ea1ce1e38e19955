"""What Rollbook costs on AWS: measured use, times prices that can be edited."""
