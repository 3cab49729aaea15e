// Preloaded (`node --import`) into what scripts/run.mjs starts, so that it stops when
// scripts/run.mjs is gone.
import { followStarter, stopSelf } from './follow-starter.mjs';

followStarter(stopSelf);
