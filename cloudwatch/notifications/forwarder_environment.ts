import type { Definition } from '../../definition/schema.ts';
import { consoleDomain, prefixOf } from '../names.ts';
import { slackChannels, slackSecret } from './slack.ts';

/**
 * What the forwarder knows beside the alarm that it is told of. Names of alarms say which service they are about, so that it needs
 * the names of all services but the usual one; a line of labels is that of Alertmanager's messages.
 */
export function forwarderEnvironment(definition: Definition): Record<string, string> {
  const { service, sources, cloudwatch, mirror } = definition;
  const services = [...new Set(sources.flatMap((source) => source.service ?? []))];
  const channels = Object.entries(slackChannels(definition));
  return {
    PREFIX: prefixOf(definition),
    DOMAIN: consoleDomain(cloudwatch?.region ?? mirror.cloudwatch?.region),
    SERVICE: service.name,
    // The longest first: a name may begin with another one.
    SERVICES: services
      .filter((name) => name !== service.name)
      .sort((one, other) => other.length - one.length)
      .join(','),
    LABELS: [
      `\`environment=${service.environment}\``,
      ...(service.owner === undefined ? [] : [`\`team=${slackText(service.owner)}\``]),
    ].join(' '),
    SECRET: slackSecret(definition),
    ...Object.fromEntries(channels.map(([severity, channel]) => [`CHANNEL_${severity}`, channel])),
  };
}

// As the label of a message: one line, what Slack reads as markup escaped.
function slackText(text: string): string {
  const line = text.replaceAll('`', ' ').replaceAll(/\s+/g, ' ').trim();
  const kept = [...line].slice(0, 55).join('');
  return `${kept.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}${kept === line ? '' : '…'}`;
}
