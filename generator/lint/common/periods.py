"""What Prometheus takes for a duration.

Source: prometheus-operator/prometheus-operator pkg/apis/monitoring/v1/types.go (Duration).
"""

import re

is_period = re.compile("0|" + "".join(rf"(?:[0-9]+{unit})?" for unit in ("y", "w", "d", "h", "m", "s", "ms"))).fullmatch
