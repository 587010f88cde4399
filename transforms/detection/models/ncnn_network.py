"""A network that ncnn computes, in float32."""

from tempfile import NamedTemporaryFile

import ncnn
import numpy as np

from pantau.transforms.detection.models.layouts import Layout
from pantau.transforms.detection.models.ncnn_layers import NcnnLayers


class NcnnNetwork:
    """Computes what the layers say, on `threads` threads; use it from one thread at a time.

    layout: how the model wants its pictures. Results are the same to the byte on the same kind of processor.
    """

    def __init__(self, layers: NcnnLayers, layout: Layout, threads: int = 1) -> None:
        self._input, self._outputs = layers.input, layers.outputs
        self._mean, self._norm = list(layout.mean), [1 / one for one in layout.deviation]
        kinds = ncnn.Mat.PixelType
        self._pixels = kinds.PIXEL_BGR if layout.colours == "BGR" else kinds.PIXEL_BGR2RGB
        self._net = ncnn.Net()
        options = self._net.opt
        options.num_threads = threads
        options.use_fp16_packed = options.use_fp16_storage = options.use_fp16_arithmetic = False
        options.use_bf16_storage = False
        # Squares of 8 pixels take as long as those of 6, and 1.8 times the memory for their kernels.
        options.use_winograd63_convolution = False
        # Given as bytes, weights would be read after Python has freed them.
        with NamedTemporaryFile() as file:
            file.write(layers.weights)
            file.flush()
            if self._net.load_param_mem(layers.text) or self._net.load_model(file.name):
                raise ValueError("ncnn refuses the model; report it with the model's file")

    def __call__(self, picture: np.ndarray) -> list[np.ndarray]:
        """The outputs, float32[1, rows, columns] each, of a picture, uint8[H, W, 3] BGR."""
        height, width = picture.shape[:2]
        taken = ncnn.Mat.from_pixels(np.ascontiguousarray(picture), self._pixels, width, height)
        taken.substract_mean_normalize(self._mean, self._norm)
        run = self._net.create_extractor()
        run.input(self._input, taken)
        outputs = []
        for name in self._outputs:
            failed, found = run.extract(name)
            if failed:
                raise RuntimeError(f"ncnn could not compute {name}: {failed}")
            outputs.append(np.array(found)[None])
        return outputs
