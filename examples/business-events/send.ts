import { EventClient } from '../../instrument/events.ts'; // In an application: 'goldwatch/instrument/events.ts'

const events = new EventClient({
  url: process.env.GOLDWATCH_URL ?? 'http://127.0.0.1:9464',
  onProblem: (problem) => process.stderr.write(`${problem}\n`),
});

// Each returns at once; they go together, and again until the exporter has taken them.
events.send({ metric: 'user_registrations_total' });
events.send({ metric: 'chat_messages_total', labels: { namespace: 'general' } });
events.send({ metric: 'daily_active_users', user_id: 'u-3' });

await events.close();
