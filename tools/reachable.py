"""Whether a site answers within 10 seconds: reachable.py URL. Exit code 0 if it does, whatever its answer is; else 1 and the reason."""

from __future__ import annotations

import sys
import threading
import urllib.error
import urllib.request

SECONDS = 10


def main() -> int:
    answers: list[str] = []
    # In a thread of its own: a name server that does not answer knows no time-out.
    asking = threading.Thread(target=ask, args=(sys.argv[1], answers), daemon=True)
    asking.start()
    asking.join(SECONDS)
    answer = answers[0] if answers else f"no answer within {SECONDS} s"
    if answer:
        print(f"{sys.argv[1]}: {answer}", file=sys.stderr)
    return 1 if answer else 0


def ask(url: str, answers: list[str]) -> None:
    """Put in `answers` what stands in the way, or an empty string."""
    request = urllib.request.Request(url, headers={"User-Agent": "Khabar (reachability check)"})
    try:
        urllib.request.urlopen(request, timeout=SECONDS).close()
    except urllib.error.HTTPError:
        answers.append("")  # an answer, if not a friendly one
    except (OSError, ValueError) as error:
        answers.append(str(error))
    else:
        answers.append("")


if __name__ == "__main__":
    sys.exit(main())
