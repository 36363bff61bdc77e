/**
 * `npm run check`: everything that can be said about the code without a browser. One line a step, then what is wrong.
 * `-- --no-unit-tests` leaves them to the `npm test` that follows.
 */
import { bundleSize } from './check/bundle-size.ts';
import { format, lint, unitTests } from './check/external.ts';
import { houseRules } from './check/house-rules.ts';
import { imports } from './check/imports.ts';
import { packages } from './check/packages.ts';
import { specRules } from './check/spec-rules.ts';
import { runSteps } from './check/step.ts';
import { types } from './check/types.ts';
import { stopChildrenOnSignals } from './lib/run.ts';

stopChildrenOnSignals();
const steps = [format, lint, types, imports, houseRules, specRules, unitTests, bundleSize, packages].filter(
  (step) => step !== unitTests || !process.argv.includes('--no-unit-tests'),
);
process.exit((await runSteps(steps, console.log)) ? 0 : 1);
