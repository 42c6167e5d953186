import { parser } from '@prometheus-io/lezer-promql';
import { PromqlReader } from './promql_reader.ts';
import { type Promql, UnsupportedPromqlError } from './promql_tree.ts';

/** The tree of an expression. Throws an UnsupportedPromqlError on what is not PromQL, and on modifiers that are rare. */
export function promqlTree(expression: string): Promql {
  const tree = parser.parse(expression);
  tree.iterate({
    enter({ type, from }) {
      if (type.isError) throw new UnsupportedPromqlError(`what is not PromQL from character ${from + 1} on`);
    },
  });
  const read = new PromqlReader(expression);
  return read.node(read.child(tree.topNode, 0));
}

/** The expression itself, and every one within it, from the outside in. */
export function promqlParts(tree: Promql): Promql[] {
  return [tree, ...inside(tree).flatMap(promqlParts)];
}

function inside(tree: Promql): readonly Promql[] {
  switch (tree.type) {
    case 'number':
    case 'string':
    case 'selector':
      return [];
    case 'negative':
    case 'subquery':
      return [tree.of];
    case 'call':
      return tree.arguments;
    case 'aggregation':
      return tree.parameter === null ? [tree.of] : [tree.parameter, tree.of];
    case 'binary':
      return [tree.left, tree.right];
  }
}
