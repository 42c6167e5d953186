import type { FindingTexts } from './index.ts';

/** What may be wrong with Alertmanager and those whom it tells. */
export const ALERTMANAGER_FINDINGS = {
  'alertmanager.unreachable': {
    what: 'Alertmanager at {url} does not answer: {trouble}.',
    why: 'It does not run, listens elsewhere, or the network keeps it from you: nobody is told of an alert.',
    remedy: 'Start it (`npm run up`), or say where it is with --alertmanager URL.',
  },
  'alertmanager.other_program': {
    what: 'At {url} is no Alertmanager: {said}.',
    why: 'Another program has that port, or wants a login before it.',
    remedy: 'Say where Alertmanager is with --alertmanager URL.',
  },
  'alertmanager.reload_failed': {
    what: 'Alertmanager at {url} refuses its configuration, and goes on with the one before.',
    why: 'alertmanager.yml or a template was not right when it was told to load them.',
    remedy: 'Give `npx goldwatch render`, and reload it; its log says what is wrong.',
  },
  'alertmanager.peers_missing': {
    what: 'Alertmanager at {url} knows {known} of {wanted} Alertmanagers of its cluster.',
    why: 'Each of them then tells people by itself: messages come twice, and silences hold for one of them only.',
    remedy:
      'Open port 9094 (TCP and UDP) between them, and compare `--cluster.peer`; see docs/high_availability.md.',
  },
  'alertmanager.peers_failed': {
    what: 'Alertmanager at {url} has lost {number} of the others of its cluster.',
    why: 'They do not run, or the network between them is cut.',
    remedy: 'Start them, and open port 9094 (TCP and UDP) between them; see docs/high_availability.md.',
  },
  'alertmanager.receivers_differ': {
    what: 'Alertmanager at {url} does not tell those whom {file} names: {differences}.',
    why: 'It was not told of what was rendered last, or reads another file.',
    remedy:
      'Give `npx goldwatch render` and reload Alertmanager (`kill -HUP`); in containers it takes new files within a minute, and `npm run up` renders when it starts.',
  },
  'alertmanager.secret_file': {
    what: 'Nothing reaches {receiver}: {path} {trouble}.',
    why: 'The file holds what the receiver is reached by; what is in it is not shown.',
    remedy:
      'Write it, readable for the user that runs Alertmanager; docs/notifications.md says what belongs in it.',
  },
  'alertmanager.notifications_failed': {
    what: 'Alertmanager at {url} has given up {number} notifications to {receivers} since it started.',
    why: 'The receiver refused them or was not reached: an address, key or channel is wrong, or the network is cut.',
    remedy:
      'Its log says what the receiver answered; `npx goldwatch alert test NAME` tries the whole way again.',
  },
} as const satisfies Readonly<Record<string, FindingTexts>>;
