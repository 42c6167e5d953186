import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { DefinitionError } from './diagnostics.ts';
import { Positions } from './positions.ts';
import { aliasTargets, MOST_ALIASES, structureMistakes, TOO_MANY_ALIASES } from './yaml_structure.ts';
import { syntaxMistakes } from './yaml_syntax.ts';

/** YAML that is right as YAML, and the places of its parts. */
export interface YamlDocument {
  readonly document: Document;
  readonly positions: Positions;
}

/** Reads YAML 1.2 and `<<`. Throws a DefinitionError where it is not right; `file` is the name it shows. */
export function readYaml(text: string, file: string): YamlDocument {
  const lineCounter = new LineCounter();
  const options = { schema: 'core', merge: true, prettyErrors: false } as const;
  // The parser compares every key of a mapping with every other; structureMistakes does not.
  const document: Document = parseDocument(text, { ...options, lineCounter, uniqueKeys: false });
  const targets = aliasTargets(document);
  const positions = new Positions(document, lineCounter, text, targets);
  const ofSyntax = syntaxMistakes(document, text, positions);
  const mistakes = ofSyntax.length > 0 ? ofSyntax : structureMistakes(document, targets, positions);
  if (mistakes.length > 0) throw new DefinitionError(file, text, mistakes);
  return { document, positions };
}

/** The value of a document. Throws a DefinitionError where aliases of aliases make it too large. */
export function readValue({ document, positions }: YamlDocument, text: string, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    let place = positions.offset(0, 1);
    visit(document, {
      Alias(_key, alias) {
        place = positions.of(alias);
        return visit.BREAK;
      },
    });
    throw new DefinitionError(file, text, [{ ...place, ...TOO_MANY_ALIASES }]);
  }
}
