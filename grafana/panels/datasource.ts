/** Name of the variable that chooses the Prometheus. */
export const DATASOURCE_VARIABLE = 'datasource';

/** The Prometheus chosen at the top of the dashboard; every query goes there. */
export const DATASOURCE = { type: 'prometheus', uid: `$\{${DATASOURCE_VARIABLE}}` };
