import type { JetsConfig } from './config.ts';

/** Gives `jets.config.ts` its types; the settings themselves are checked when the file is loaded. */
export function defineConfig(config: JetsConfig): JetsConfig {
  return config;
}
