import { findProgram, installPackages } from './packages.ts';

/** Absolute paths of the stack's programs; Grafana is optional. */
export interface Binaries {
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly grafana: string | null;
}

/**
 * Finds the stack's programs, and installs Prometheus and Alertmanager where they are missing.
 * Throws an Error that says what to install where that cannot be done.
 */
export async function requireBinaries(path: string, say: (line: string) => void): Promise<Binaries> {
  const find = async () => ({
    prometheus: await findProgram(['prometheus'], path),
    alertmanager: await findProgram(['prometheus-alertmanager', 'alertmanager'], path),
    grafana: await findProgram(['grafana', 'grafana-server'], path),
  });
  let found = await find();
  if (found.prometheus === null || found.alertmanager === null) {
    say('Installing Prometheus and Alertmanager from the system’s packages…');
    await installPackages(['prometheus', 'prometheus-alertmanager'], path);
    found = await find();
  }
  const { prometheus, alertmanager, grafana } = found;
  if (prometheus === null || alertmanager === null)
    throw new Error('Prometheus and Alertmanager are installed, but not on the PATH.');
  return { prometheus, alertmanager, grafana };
}
