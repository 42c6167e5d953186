/** What the functions of a template read. */
export interface Scope {
  /** Ref: pseudo parameters, parameters and physical ids. Undefined where there is none of that name. */
  readonly ref: (name: string) => unknown;
  readonly attribute: (id: string, attribute: string) => unknown;
  readonly imported: (name: string) => unknown;
  /** The value of a secret of Secrets Manager; undefined where there is none of that name. */
  readonly secret: (name: string) => string | undefined;
  readonly mappings: unknown;
}

type Functions = Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>>;

const FUNCTIONS: Functions = {
  Ref: (name, scope) => known(scope.ref(String(name)), `Unresolved resource dependencies [${name}]`),
  'Fn::GetAtt': (argument, scope) => {
    const [id = '', ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
    return scope.attribute(id, rest.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = resolved(argument, scope) as [string, readonly unknown[]];
    return withSecrets(parts.map(String).join(separator), scope);
  },
  'Fn::Sub': (argument, scope) => withSecrets(substituted(argument, scope), scope),
  'Fn::Select': (argument, scope) => {
    const [index, list] = resolved(argument, scope) as [unknown, readonly unknown[]];
    return known(list[Number(index)], `Fn::Select cannot select index ${index}`);
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = resolved(argument, scope) as [string, string];
    return text.split(separator);
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = String(resolved(argument, scope));
    return known(scope.imported(name), `No export named ${name} found.`);
  },
  'Fn::FindInMap': (argument, { mappings, ...scope }) => {
    const keys = resolved(argument, { mappings, ...scope }) as readonly string[];
    const found = keys.reduce<unknown>(
      (map, key) => (map as Record<string, unknown> | undefined)?.[key],
      mappings,
    );
    return known(found, `Unable to get mapping for ${keys.join('::')}`);
  },
};

/** A value with its functions replaced by what they come to. Throws an Error, as CloudFormation words it, where they do not. */
export function resolved(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return withoutNothing(value.map((one) => resolved(one, scope)));
  if (typeof value === 'string') return withSecrets(value, scope);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = [''], ...others] = Object.entries(value);
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    const apply = FUNCTIONS[name];
    if (apply === undefined) throw new Error(`The stand-in does not know ${name}.`);
    return apply(argument, scope);
  }
  const members = Object.entries(value).map(([key, inner]) => [key, resolved(inner, scope)] as const);
  return Object.fromEntries(members.filter(([, inner]) => inner !== NO_VALUE));
}

/** What `AWS::NoValue` is: the property is not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

function withoutNothing(values: readonly unknown[]): unknown[] {
  return values.filter((one) => one !== NO_VALUE);
}

function substituted(argument: unknown, scope: Scope): string {
  const [text, values = {}] = Array.isArray(argument) ? argument : [argument];
  const own = resolved(values, scope) as Readonly<Record<string, unknown>>;
  return String(text).replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(own, name)) return String(own[name]);
    const [id = '', ...rest] = name.split('.');
    const found = rest.length > 0 ? scope.attribute(id, rest.join('.')) : scope.ref(name);
    return String(known(found, `Template error: unresolved variable names in Fn::Sub: [${name}]`));
  });
}

function withSecrets(text: string, { secret }: Scope): string {
  return text.replaceAll(/\{\{resolve:secretsmanager:([^:}]+):SecretString[^}]*\}\}/g, (_, name: string) =>
    String(known(secret(name), `Secrets Manager can't find the specified secret: ${name}`)),
  );
}

function known(value: unknown, problem: string): unknown {
  if (value === undefined) throw new Error(problem);
  return value;
}
