import { applicationPresets } from './application.ts';
import { authenticationPresets } from './authentication.ts';
import { awsPresets } from './aws.ts';
import { cloudwatchPresets } from './cloudwatch.ts';
import { databasePresets } from './databases.ts';
import { dependencyPresets } from './dependencies.ts';
import { languageModelPresets } from './language_models.ts';
import type { Preset } from './preset.ts';
import { probePresets } from './probes.ts';
import { requestPresets } from './requests.ts';
import { saturationPresets } from './saturation.ts';
import { securityPresets } from './security.ts';

/** Every alert that is taken over by its name. */
export const PRESETS: readonly Preset[] = [
  ...requestPresets,
  ...saturationPresets,
  ...databasePresets,
  ...authenticationPresets,
  ...languageModelPresets,
  ...dependencyPresets,
  ...probePresets,
  ...applicationPresets,
  ...securityPresets,
  ...awsPresets,
  ...cloudwatchPresets,
];
