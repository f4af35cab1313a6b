import type { Expression, Node } from 'oxc-parser';
import type { PropertyPlace, ValuePlace } from './places.js';

/** The expression under parentheses and type assertions. */
export function bare(node: Node): Node {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return bare(node.expression);
    default:
      return node;
  }
}

/** The text of a string literal, or of a template without substitutions. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? '';
  return undefined;
}

/** The places inside an argument that is written out as literals; anything computed is a place without parts. */
export function valuePlace(argument: Node): ValuePlace {
  const node = bare(argument);
  const place = { start: node.start, end: node.end };
  const text = literalText(node);
  if (text !== undefined) return { ...place, text };
  if (node.type === 'ArrayExpression')
    return {
      ...place,
      elements: node.elements.map((element) => (element ? valuePlace(element) : place)),
    };
  if (node.type === 'ObjectExpression') return { ...place, properties: new Map(properties(node)) };
  return place;
}

function* properties(node: Expression & { type: 'ObjectExpression' }): Iterable<[string, PropertyPlace]> {
  for (const property of node.properties) {
    if (property.type !== 'Property') continue;
    const name = keyName(property);
    if (name === undefined) continue;
    const { start, end } = property.key;
    yield [name, { key: { start, end }, value: valuePlace(property.value) }];
  }
}

/** The name of a property that is written out (not computed). */
export function keyName(property: { key: Node; computed: boolean }): string | undefined {
  if (!property.computed && property.key.type === 'Identifier') return property.key.name;
  return literalText(property.key);
}
