"""What the launcher of a flex template runs, in the image of the workers, with the template's parameters as options."""

import sys

from pantau.pipelines.dataflow.launch import launch

sys.exit(launch(sys.argv[1:]))
