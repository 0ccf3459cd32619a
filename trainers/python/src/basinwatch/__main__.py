"""`python -m basinwatch` sends what earlier runs could not."""

import sys

from basinwatch.resume import resume

left = resume()
print(f"{left} events are left" if left else "everything is sent")
sys.exit(1 if left else 0)
