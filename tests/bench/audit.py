"""Lighthouse's word on a page, as a phone sees it, where there is a Lighthouse on this machine."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

CATEGORIES = {"performance": "performance", "accessibility": "accessibility", "best_practices": "best-practices"}
MOST_SECONDS = 120


def audit(url: str, *, cookie: str = "") -> dict[str, float]:
    """Scores out of 100, layout shift, blocking time in milliseconds; nothing where there is no Lighthouse."""
    command = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if command is None or browser is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        headers, report = Path(folder) / "headers.json", Path(folder) / "report.json"
        headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}), encoding="utf-8")
        subprocess.run(
            [
                command,
                url,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                f"--only-categories={','.join(CATEGORIES.values())}",
                f"--extra-headers={headers}",
                "--chrome-flags=--headless=new --no-sandbox",
            ],
            env={**os.environ, "CHROME_PATH": browser},
            timeout=MOST_SECONDS,
            check=True,
        )
        said = json.loads(report.read_text(encoding="utf-8"))
    scores = {name: round(said["categories"][key]["score"] * 100) for name, key in CATEGORIES.items()}
    shift, blocking = said["audits"]["cumulative-layout-shift"], said["audits"]["total-blocking-time"]
    return {
        **scores,
        "layout_shift": round(shift["numericValue"], 4),
        "blocking_ms": round(blocking["numericValue"]),
        "first_paint_ms": round(said["audits"]["first-contentful-paint"]["numericValue"]),
        "largest_paint_ms": round(said["audits"]["largest-contentful-paint"]["numericValue"]),
    }
