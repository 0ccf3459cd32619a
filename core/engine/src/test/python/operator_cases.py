"""Writes the operator cases that the onnx package generates into one archive.

usage: operator_cases.py ARCHIVE.zip

For each case a model, its inputs and the outputs that it has to give: CASE/model.onnx, CASE/input_0.pb, ...,
CASE/output_0.pb, ... (TensorProto; an optional input that is left out has no file, the elements of a sequence are
CASE/output_0.0.pb, ...). `cases.txt` has a line for each: name, relative and absolute tolerance.

The package writes each operator in the newest opset. Opsets beyond the newest that the engine reads are set to that
one: what came later are element types, and attributes that the engine would refuse by name.
"""

import sys
import warnings
import zipfile

import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

OPSETS = (13, 23)


def main(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of infinities that cases are about
        cases = [case for case in collect_testcases() if only_standard(case.model)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        lines = []
        for case in cases:
            write(archive, case)
            lines.append(f"{case.name} {case.rtol} {case.atol}\n")
        archive.writestr("cases.txt", "".join(lines))
    print(f"onnx {onnx.__version__}: {len(cases)} cases")


def only_standard(model):
    return {node.domain for node in model.graph.node} <= {"", "ai.onnx"}


def write(archive, case):
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    for opset in model.opset_import:
        opset.version = min(max(opset.version, OPSETS[0]), OPSETS[1])
    archive.writestr(f"{case.name}/model.onnx", model.SerializeToString())
    [(inputs, outputs)] = case.data_sets[:1]
    for kind, values in (("input", inputs), ("output", outputs)):
        for i, value in enumerate(values):
            write_value(archive, f"{case.name}/{kind}_{i}", value)


def write_value(archive, name, value):
    if isinstance(value, list):
        for i, element in enumerate(value):
            write_value(archive, f"{name}.{i}", element)
    elif value is not None and not isinstance(value, dict):
        tensor = value if isinstance(value, onnx.TensorProto) else numpy_helper.from_array(value)
        archive.writestr(f"{name}.pb", tensor.SerializeToString())


if __name__ == "__main__":
    main(sys.argv[1])
