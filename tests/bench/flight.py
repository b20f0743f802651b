"""COUNT WIDTH COMMAND...: runs a command COUNT times, WIDTH at a time; prints [seconds, [what failed runs said]]."""
import concurrent.futures
import json
import subprocess
import sys
import time

count, width, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]


def one(_):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)


start = time.monotonic()
with concurrent.futures.ThreadPoolExecutor(width) as pool:
    results = list(pool.map(one, range(count)))
print(json.dumps([time.monotonic() - start,
                  [result.stderr.decode(errors="replace") for result in results if result.returncode != 0]]))
