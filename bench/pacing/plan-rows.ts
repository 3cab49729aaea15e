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

/** Rows that were asked for; what is left out is up to the plan. */
export interface Selection {
  readonly rate?: readonly number[];
  readonly containers?: readonly number[];
  readonly model?: readonly Model[];
  readonly scenario?: readonly Scenario[];
  readonly design?: readonly string[];
  readonly quick: boolean;
}

/**
 * Sends as fast as the machine can, to a SES without limit: what the others could reach here at
 * most.
 */
export const ceilingDesign = 'sdk-ceiling';
/** From this rate on the machine may be the limit, and the ceiling stands beside the other rows. */
const ceilingFromRate = 1000;

const fullRates = [1, 14, 200, 1000] as const;
const quickRates = [14, 200] as const;
/** Where the scenarios with an incident run unless asked for elsewhere. */
const incidentRates = [14, 200] as const;
const fullContainers = [1, 8] as const;
const usualContainers = 8;
const usualModel = 'token-bucket';
/**
 * Alternatives of a quick run. They run at the rate of a new account and the usual model alone, so
 * that the run stays under three minutes.
 */
const quickAlternatives = ['sdk-retries', 'sdk-adaptive', 'p-throttle', 'dynamo-counter'] as const;
const quickAlternativeRate = 14;

const onlyOurs: ReadonlySet<Scenario> = new Set(['steady-bulk', 'transactional-burst']);

/**
 * The runs of a bench, by rate, so that the rows to compare stand together.
 *
 * @param designs - all names there are, ours first
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
 * Whether the run makes sense: a design without lanes has no burst between them, and of one
 * container two cannot die.
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
