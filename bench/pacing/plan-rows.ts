import {
  type Model,
  models,
  ourDesign,
  plainBatch,
  type RowPlan,
  recommendedBatch,
  type Scenario,
  scenarios,
} from './row.ts';
import { killedContainers } from './scenario-script.ts';

/** Selection of rows; the plan chooses what a field leaves out. */
export interface Selection {
  readonly rate?: readonly number[];
  readonly containers?: readonly number[];
  readonly model?: readonly Model[];
  readonly scenario?: readonly Scenario[];
  readonly design?: readonly string[];
  readonly quick: boolean;
}

/**
 * The design that sends as fast as the machine can, to SES without a limit: the most that any
 * design can reach on this machine.
 */
export const ceilingDesign = 'sdk-ceiling';
/** From this rate on, the machine may be the limit, so the ceiling is measured, too. */
const ceilingFromRate = 1000;

const fullRates = [1, 14, 200, 1000] as const;
const quickRates = [14, 200] as const;
/** Rates at which scenarios with an incident run by default. */
const incidentRates = [14, 200] as const;
const fullContainers = [1, 8] as const;
const usualContainers = 8;
const usualModel = 'token-bucket';
/**
 * Alternatives in a quick run. They run only at the rate of a new account and with the usual model,
 * so that the run stays under three minutes.
 */
const quickAlternatives = ['sdk-retries', 'sdk-adaptive', 'p-throttle', 'dynamo-counter'] as const;
const quickAlternativeRate = 14;

const onlyOurs: ReadonlySet<Scenario> = new Set(['steady-bulk', 'transactional-burst']);

/**
 * Plans the runs of a bench, ordered by rate, so that rows to compare stand together.
 *
 * @param designs - names of all designs, ours first
 */
export const planRows = (selection: Selection, designs: readonly string[]): readonly RowPlan[] => {
  const { quick } = selection;
  const asked = selection.scenario ?? (quick ? (['steady'] as const) : scenarios);
  const isSpecial = asked.every((scenario) => scenario !== 'steady');
  const rates = selection.rate ?? (quick ? quickRates : isSpecial ? incidentRates : fullRates);
  const containerCounts =
    selection.containers ?? (quick || isSpecial ? [usualContainers] : fullContainers);
  const usedModels = selection.model ?? (isSpecial ? [usualModel] : models);
  const rows = asked.flatMap((scenario) =>
    usedModels.flatMap((model) =>
      rates.flatMap((rate) =>
        containerCounts.flatMap((containers) =>
          (selection.design ?? designs).map(
            (design): RowPlan => ({
              design,
              rate,
              containers,
              batch: design === ourDesign ? recommendedBatch(rate) : plainBatch,
              model,
              scenario,
            }),
          ),
        ),
      ),
    ),
  );
  return rows.filter((row) => isPossible(row) && isUsual(row, selection));
};

/**
 * Whether the run is possible: a burst needs a design with two lanes, and two containers can die
 * only where there are three.
 */
const isPossible = ({ design, containers, scenario }: RowPlan): boolean =>
  (design === ourDesign || !onlyOurs.has(scenario)) &&
  (scenario !== 'kill-2' || containers > killedContainers) &&
  (design !== ceilingDesign || scenario === 'steady');

const isUsual = (
  { design, rate, containers, model, scenario }: RowPlan,
  { design: asked, quick, scenario: askedScenario }: Selection,
): boolean => {
  if (
    design === ceilingDesign &&
    asked === undefined &&
    (rate < ceilingFromRate || model !== usualModel)
  )
    return false;
  if (quick && asked === undefined && design !== ourDesign) {
    return (
      quickAlternatives.some((name) => name === design) &&
      rate === quickAlternativeRate &&
      model === usualModel
    );
  }
  if (scenario === 'steady' || askedScenario !== undefined) return true;
  return (
    incidentRates.some((usual) => usual === rate) &&
    containers === usualContainers &&
    model === usualModel
  );
};
