/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly [attribute: string]: unknown;
}

/** A CloudFormation template, as far as the stand-in reads it. */
export interface Template {
  readonly Description?: string;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Mappings?: unknown;
  readonly Conditions?: unknown;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
  readonly [section: string]: unknown;
}

const SECTIONS: readonly string[] = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
];
const MOST_RESOURCES = 500;
const MOST_BYTES = 1_048_576;
const LONGEST_DESCRIPTION = 1024;
const LOGICAL_ID = /^[A-Za-z0-9]{1,255}$/;

/** What is wrong with a template before any of its resources is looked at. Source: «CloudFormation quotas», user guide. */
export function templateProblems(template: Template): string[] {
  const { Resources = {}, Description = '', Conditions } = template;
  const ids = Object.keys(Resources);
  const size = Buffer.byteLength(JSON.stringify(template));
  const unknown = Object.keys(template).filter((section) => !SECTIONS.includes(section));
  return [
    ...unknown.map((section) => `Invalid template property or properties [${section}]`),
    ...(ids.length === 0 ? ['At least one Resources member must be defined.'] : []),
    ...(ids.length > MOST_RESOURCES
      ? [`It has ${ids.length} resources, and ${MOST_RESOURCES} are allowed.`]
      : []),
    ...(size > MOST_BYTES ? [`It has ${size} bytes, and ${MOST_BYTES} are allowed.`] : []),
    ...(Description.length > LONGEST_DESCRIPTION ? ['Its description is longer than 1024 characters.'] : []),
    ...(Conditions === undefined ? [] : ['The stand-in does not know Conditions.']),
    ...ids.filter((id) => !LOGICAL_ID.test(id)).map((id) => `${id}: Resource name is non alphanumeric.`),
    ...ids.flatMap((id) => dependencyProblems(id, Resources)),
  ];
}

function dependencyProblems(id: string, resources: Template['Resources']): string[] {
  const { DependsOn = [] } = resources[id] ?? {};
  return [DependsOn]
    .flat()
    .filter((name) => !Object.hasOwn(resources, name))
    .map(
      (name) => `${id}: Unresolved resource dependencies [${name}] in the Resources block of the template`,
    );
}

/** The resources that one needs to exist before, by logical id: those it refers to, and DependsOn. */
export function dependenciesOf(id: string, { Resources }: Template): readonly string[] {
  const resource = Resources[id];
  const found = new Set([resource?.DependsOn ?? []].flat());
  for (const name of referencesIn(resource?.Properties)) if (Object.hasOwn(Resources, name)) found.add(name);
  return [...found];
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] ?? ''];
    if (key !== 'Fn::Sub') return referencesIn(inner);
    const [text, values] = Array.isArray(inner) ? inner : [inner, {}];
    const names = [...String(text).matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, name = '']) => name);
    return [...names, ...referencesIn(values)];
  });
}

/** Logical ids in an order in which everything comes after what it needs. Throws an Error where that is a circle. */
export function creationOrder(template: Template): readonly string[] {
  const order: string[] = [];
  const visited = new Set<string>();
  const visit = (id: string, way: readonly string[]) => {
    if (way.includes(id))
      throw new Error(`Circular dependency between resources: [${[...way, id].join(', ')}]`);
    if (visited.has(id)) return;
    for (const needed of dependenciesOf(id, template)) visit(needed, [...way, id]);
    visited.add(id);
    order.push(id);
  };
  for (const id of Object.keys(template.Resources)) visit(id, []);
  return order;
}

/** Everything that is sure to exist before a resource, by logical id. */
export function allBefore(id: string, template: Template): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (one: string) => {
    for (const needed of dependenciesOf(one, template)) {
      if (found.has(needed)) continue;
      found.add(needed);
      visit(needed);
    }
  };
  visit(id);
  return found;
}
