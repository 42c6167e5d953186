import { type Preference, parsePreferences } from './accept_header.ts';
import { ESCAPING_SCHEMES, type EscapingScheme } from './escaping.ts';
import { OPEN_METRICS_CONTENT_TYPE } from './open_metrics.ts';
import { PROTOBUF_CONTENT_TYPE } from './protobuf/schema.ts';
import { TEXT_CONTENT_TYPE } from './text.ts';

export type ExpositionFormat = 'text' | 'openmetrics' | 'protobuf';

/** What a scrape is answered with. */
export interface Negotiated {
  readonly format: ExpositionFormat;
  readonly escaping: EscapingScheme;
  /** The header, which names version and escaping. */
  readonly contentType: string;
}

interface Offer {
  readonly type: string;
  /** Parameters that a reader has to name; a version may be left out. */
  readonly named: Readonly<Record<string, string>>;
  readonly format: ExpositionFormat;
  readonly contentType: string;
}

const TEXT: Offer = {
  type: 'text/plain',
  named: { version: '0.0.4' },
  format: 'text',
  contentType: TEXT_CONTENT_TYPE,
};

/** Of one type, the version that is meant where none is named comes first. */
const OFFERS: readonly Offer[] = [
  TEXT,
  {
    // The same text, for who reads quoted names.
    type: 'text/plain',
    named: { version: '1.0.0' },
    format: 'text',
    contentType: 'text/plain; version=1.0.0; charset=utf-8',
  },
  {
    // The draft of 1.0.0, which differs in nothing that is written here.
    type: 'application/openmetrics-text',
    named: { version: '0.0.1' },
    format: 'openmetrics',
    contentType: 'application/openmetrics-text; version=0.0.1; charset=utf-8',
  },
  {
    type: 'application/openmetrics-text',
    named: { version: '1.0.0' },
    format: 'openmetrics',
    contentType: OPEN_METRICS_CONTENT_TYPE,
  },
  {
    type: 'application/vnd.google.protobuf',
    named: { proto: 'io.prometheus.client.metricfamily', encoding: 'delimited' },
    format: 'protobuf',
    contentType: PROTOBUF_CONTENT_TYPE,
  },
];

/**
 * The format that an Accept header asks for: the accepted one of highest q, the earlier one among equals, and
 * text 0.0.4 where nothing fits (https://prometheus.io/docs/instrumenting/content_negotiation/). The content
 * type is what prometheus/common answers, with the differences that `negotiate.test.ts` names.
 */
export function negotiateFormat(accept: string | undefined): Negotiated {
  let best: { offer: Offer; escaping: EscapingScheme; q: number } = {
    offer: TEXT,
    escaping: 'underscores',
    q: 0,
  };
  for (const preference of parsePreferences(accept ?? '')) {
    const offer = offerFor(preference);
    const { q } = preference;
    if (offer !== undefined && q > best.q) best = { offer, escaping: escapingOf(preference), q };
  }
  const { offer, escaping } = best;
  return { format: offer.format, escaping, contentType: `${offer.contentType}; escaping=${escaping}` };
}

function offerFor({ value, parameters }: Preference): Offer | undefined {
  if (value === '*/*' || value === 'text/*') return TEXT;
  return OFFERS.find(
    ({ type, named }) =>
      type === value &&
      Object.entries(named).every(([name, text]) => {
        const asked = parameters.get(name);
        return asked === text || (name === 'version' && asked === undefined);
      }),
  );
}

function escapingOf({ parameters }: Preference): EscapingScheme {
  const asked = parameters.get('escaping');
  return ESCAPING_SCHEMES.find((scheme) => scheme === asked) ?? 'underscores';
}
