"""`bench micro`: JMH benchmarks of single kernels."""

import json
import subprocess

from report import Row, arguments, report

parser = arguments(__doc__)
parser.add_argument("--java", required=True, help="the command up to the main class, by lines")
parser.add_argument("pattern", nargs="*")
options = parser.parse_args()

command = [*options.java.splitlines(), "io.basinwatch.benchmarks.Micro", *options.pattern]
result = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
report([Row(**row) for row in result["rows"]], result["kernel"], result["threads"], options.output)
