import { readOptions, usage } from './options.ts';
import { describeFailure } from './report.ts';
import { runSeeds } from './run-seeds.ts';
import { neededContainers } from './scale/needed-containers.ts';
import { runScale } from './scale/run-scale.ts';
import { scaleTable } from './scale/scale-table.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const options = readOptions(process.argv.slice(2));
switch (options.kind) {
  case 'wrong':
    say(`${options.problem}\n\n${usage}`);
    process.exitCode = 2;
    break;
  case 'scale': {
    const { containers, ...rest } = options;
    const result =
      containers === undefined
        ? await neededContainers(rest, (tried) =>
            say(
              `${tried.containers} containers: ${tried.utilisationPercent.toFixed(1)} % of the rate`,
            ),
          )
        : await runScale({ ...rest, containers });
    process.stdout.write(
      options.isJson
        ? `${JSON.stringify({ ...result, cpuSeconds: cpuSeconds() })}\n`
        : `${scaleTable(result)}\n`,
    );
    break;
  }
  case 'histories': {
    const summary = await runSeeds({
      ...options,
      onHistory: (history, done) => {
        if (history.violations.length > 0) say(describeFailure(history, options));
        if (done % 50 === 0)
          say(
            `${done} of ${options.seeds} histories, ${cpuSeconds().toFixed(1)} s of processor time`,
          );
      },
    });
    const { seeds, failures, messages, accepted } = summary;
    say(
      `${seeds} histories, ${messages} messages, mail to ${accepted} recipients: ${failures.length === 0 ? 'every promise held' : `${failures.length} broke a promise`}`,
    );
    if (options.isJson)
      process.stdout.write(
        `${JSON.stringify({ ...summary, cpuSeconds: Number(cpuSeconds().toFixed(2)) })}\n`,
      );
    process.exitCode = failures.length === 0 ? 0 : 1;
    break;
  }
  default:
    options satisfies never;
}
