// Draws random pairs of apps and proves on the embedded AWS what the planner promises of each; prints the seed and how other
// tools do with the same pairs. JETS_PROVE_PAIRS and JETS_PROVE_SEED say how many and which, JETS_PROVE_PATH repeats one that
// failed. JETS_PROVE_DAMAGE=1 also deletes by hand, JETS_PROVE_LEFT_MAPPINGS=1 also leaves domains pointing to nothing.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const { JETS_PROVE_PAIRS = '10000', JETS_PROVE_SEED = String(randomInt(2 ** 31)) } = process.env;

const run = spawn(
  process.execPath,
  [
    vitest,
    'run',
    '--config',
    '.github/vitest.config.ts',
    'test/proof/plan-against-engine.test.ts',
    '--disable-console-intercept',
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, JETS_PROVE_PAIRS, JETS_PROVE_SEED } },
);
run.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
