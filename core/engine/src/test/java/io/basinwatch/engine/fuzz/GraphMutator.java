package io.basinwatch.engine.fuzz;

import io.basinwatch.engine.onnx.operators.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.AttributeProto.AttributeType;
import onnx.OnnxMl.FunctionProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.StringStringEntryProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorShapeProto.Dimension;
import onnx.OnnxMl.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Changes an ONNX model in one of its messages, so that it is still one. */
final class GraphMutator {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    -2,
    -3,
    4,
    7,
    64,
    255,
    1000,
    65_536,
    1 << 24,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 31,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1
  };
  private static final float[] REALS = {
    0, -1, .5f, 1e30f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };

  private final Random random;
  private final FunctionMutator functions;
  private final List<String> operators = List.copyOf(Operators.names());

  GraphMutator(Random random) {
    this.random = random;
    this.functions = new FunctionMutator(random);
  }

  byte[] mutated(byte[] file) {
    ModelProto.Builder model;
    try {
      model = ModelProto.parseFrom(file).toBuilder();
    } catch (InvalidProtocolBufferException e) {
      return file; // changed before, and no longer readable
    }
    if (random.nextInt(20) == 0) {
      other(model);
    } else {
      graph(model.getGraphBuilder());
    }
    return model.build().toByteArray();
  }

  private void graph(GraphProto.Builder graph) {
    switch (random.nextInt(19)) {
      case 0, 1, 2 -> initializer(graph);
      case 3 -> inputs(graph);
      case 4, 5 -> order(graph);
      default -> {
        if (graph.getNodeCount() > 0) {
          node(graph, graph.getNodeBuilder(random.nextInt(graph.getNodeCount())));
        }
      }
    }
  }

  private long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  /** Some name that the graph has, or none. */
  private String name(GraphProto.Builder graph) {
    List<String> names = new ArrayList<>(List.of("", "nothing"));
    graph.getInputList().forEach(input -> names.add(input.getName()));
    graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    return names.get(random.nextInt(names.size()));
  }

  private void node(GraphProto.Builder graph, NodeProto.Builder node) {
    switch (random.nextInt(10)) {
      case 0 -> node.setOpType(operators.get(random.nextInt(operators.size())));
      case 1 -> node.addInput(name(graph));
      case 2 -> node.addOutput("more" + random.nextInt(5));
      case 3 -> node.clearInput();
      case 4 -> node.addAttribute(attributeOfAnother(graph));
      case 5, 6 -> {
        if (node.getInputCount() > 0) {
          node.setInput(random.nextInt(node.getInputCount()), name(graph));
        }
      }
      case 7 -> {
        if (node.getAttributeCount() > 0) {
          node.removeAttribute(random.nextInt(node.getAttributeCount()));
        }
      }
      default -> {
        if (node.getAttributeCount() > 0) {
          attribute(node.getAttributeBuilder(random.nextInt(node.getAttributeCount())));
        }
      }
    }
  }

  private AttributeProto attributeOfAnother(GraphProto.Builder graph) {
    List<AttributeProto> all =
        graph.getNodeList().stream().flatMap(node -> node.getAttributeList().stream()).toList();
    return all.isEmpty()
        ? AttributeProto.newBuilder().setName("axis").setI(number()).build()
        : all.get(random.nextInt(all.size()));
  }

  private void attribute(AttributeProto.Builder attribute) {
    if (attribute.hasG()) {
      graph(attribute.getGBuilder());
      return;
    }
    switch (random.nextInt(9)) {
      case 0 -> attribute.setType(AttributeType.forNumber(1 + random.nextInt(8)));
      case 1 -> attribute.clearI().clearInts().clearF().clearT().clearS();
      case 2 -> attribute.setF(REALS[random.nextInt(REALS.length)]);
      case 3 -> attribute.addInts(number());
      case 4 -> {
        long all = number(); // margins, say, that only together are too much
        for (int i = random.nextInt(2); i < attribute.getIntsCount(); i++) {
          attribute.setInts(i, all);
        }
      }
      case 5 -> {
        if (attribute.hasT()) {
          tensor(attribute.getTBuilder());
        }
      }
      default -> {
        if (attribute.getIntsCount() > 0) {
          attribute.setInts(random.nextInt(attribute.getIntsCount()), number());
        } else {
          attribute.setI(number());
        }
      }
    }
  }

  private void initializer(GraphProto.Builder graph) {
    if (graph.getInitializerCount() > 0) {
      tensor(graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount())));
    }
  }

  private void tensor(TensorProto.Builder tensor) {
    switch (random.nextInt(10)) {
      case 0 -> tensor.setDataType(random.nextInt(25));
      case 1 -> tensor.addDims(number());
      case 2 -> tensor.clearDims();
      case 3 -> {
        int length = random.nextInt(tensor.getRawData().size() + 1);
        tensor.setRawData(tensor.getRawData().substring(0, length));
      }
      case 4 ->
          tensor
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(
                  StringStringEntryProto.newBuilder().setKey("location").setValue("../secret"));
      case 5 -> {
        if (tensor.getDimsCount() > 0) {
          tensor.setDims(random.nextInt(tensor.getDimsCount()), number());
        }
      }
      case 6 -> {
        byte[] raw = tensor.getRawData().toByteArray();
        if (raw.length > 0) {
          raw[random.nextInt(raw.length)] = (byte) random.nextInt(256);
          tensor.setRawData(ByteString.copyFrom(raw));
        }
      }
      case 7 -> {
        long all = number();
        for (int i = random.nextInt(2); i < tensor.getInt64DataCount(); i++) {
          tensor.setInt64Data(i, all);
        }
      }
      default -> {
        if (tensor.getInt64DataCount() > 0) {
          tensor.setInt64Data(random.nextInt(tensor.getInt64DataCount()), number());
        }
      }
    }
  }

  private void inputs(GraphProto.Builder graph) {
    if (graph.getInputCount() == 0) {
      return;
    }
    ValueInfoProto.Builder input = graph.getInputBuilder(random.nextInt(graph.getInputCount()));
    var type = input.getTypeBuilder().getTensorTypeBuilder();
    switch (random.nextInt(4)) {
      case 0 -> type.setElemType(random.nextInt(20));
      case 1 -> type.getShapeBuilder().addDim(Dimension.newBuilder().setDimValue(number()));
      case 2 -> graph.addInput(input.clone().setName(name(graph)));
      default -> {
        int rank = type.getShape().getDimCount();
        if (rank > 0) {
          type.getShapeBuilder().getDimBuilder(random.nextInt(rank)).setDimValue(number());
        }
      }
    }
  }

  private void order(GraphProto.Builder graph) {
    int count = graph.getNodeCount();
    if (count == 0) {
      return;
    }
    NodeProto node = graph.getNode(random.nextInt(count));
    switch (random.nextInt(3)) {
      case 0 -> graph.addNode(random.nextInt(count), node);
      case 1 -> graph.removeNode(random.nextInt(count));
      default -> graph.setNode(random.nextInt(count), node);
    }
  }

  private void other(ModelProto.Builder model) {
    GraphProto.Builder graph = model.getGraphBuilder();
    switch (random.nextInt(7)) {
      case 0 -> {
        if (model.getOpsetImportCount() > 0) {
          model
              .getOpsetImportBuilder(0)
              .setVersion(random.nextBoolean() ? number() : 13 + random.nextInt(11));
        }
      }
      case 1 -> {
        if (graph.getOutputCount() > 0) {
          graph.getOutputBuilder(0).setName(name(graph));
        }
      }
      case 2 -> model.clearOpsetImport();
      case 3 -> function(model);
      case 4 -> {
        if (graph.getNodeCount() > 0) {
          NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
          node.setName(longName()).setOpType(random.nextBoolean() ? longName() : node.getOpType());
        }
      }
      default -> functions.within(model);
    }
  }

  private String longName() {
    return "n".repeat(1 << random.nextInt(18));
  }

  /** One of the graph's operators becomes a function, of itself among others. */
  private void function(ModelProto.Builder model) {
    GraphProto graph = model.getGraph();
    if (graph.getNodeCount() > 0) {
      NodeProto node = graph.getNode(random.nextInt(graph.getNodeCount()));
      NodeProto body = graph.getNode(random.nextInt(graph.getNodeCount()));
      model.addFunctions(
          FunctionProto.newBuilder()
              .setName(node.getOpType())
              .setDomain(node.getDomain())
              .addAllInput(body.getInputList())
              .addAllOutput(body.getOutputList())
              .addNode(body));
    }
  }
}
