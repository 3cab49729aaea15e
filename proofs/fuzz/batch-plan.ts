import fc from 'fast-check';
import { type Content, type DocumentPlan, documentPlan, writeDocument } from './document-plan.ts';
import type { Meaning } from './event-meaning.ts';
import { addLayer, type LayerPlan, layerPlan } from './layer-plan.ts';

/**
 * Way by which feedback arrives: a batch of a queue, single notifications, or a tenant's own topic.
 */
export type Door = 'queue' | 'notification' | 'topic';

interface InputPlan {
  /** Documents of the batch in this input; one may be in several, as a copy. */
  readonly documents: readonly number[];
  readonly layers: readonly LayerPlan[];
}

/** Everything that is delivered before the results are judged. */
export interface BatchPlan {
  readonly door: Door;
  readonly documents: readonly DocumentPlan[];
  readonly inputs: readonly InputPlan[];
}

/** One delivered input, after a round trip through JSON. */
export interface Input {
  readonly id: string;
  readonly content: unknown;
  readonly meanings: readonly Meaning[];
}

const mostDocuments = 6;

const toInput = (
  { documents, layers }: InputPlan,
  written: readonly Content[],
  index: number,
): Input => {
  const inside = documents.flatMap((document) => written[document % written.length] ?? []);
  const contents = layers.reduce(
    (layered: readonly Content[], layer) => addLayer(layered, layer),
    inside,
  );
  const [only] = contents;
  const { value, meanings } =
    only !== undefined && contents.length === 1
      ? only
      : {
          value: contents.map((content) => content.value),
          meanings: contents.flatMap((content) => content.meanings),
        };
  return { id: `input-${index}`, content: JSON.parse(JSON.stringify(value)), meanings };
};

export const writeInputs = (plan: BatchPlan): readonly Input[] => {
  // The last document is made like the first one but is another event, with a time and ids of its
  // own.
  const written = [...plan.documents, ...plan.documents.slice(0, 1)].map(writeDocument);
  return plan.inputs.map((input, index) => toInput(input, written, index));
};

/** Number of delivered documents, copies included. */
export const countDocuments = ({ inputs }: BatchPlan): number =>
  inputs.reduce((sum, { documents }) => sum + documents.length, 0);

export const batchPlan: fc.Arbitrary<BatchPlan> = fc.record({
  door: fc.constantFrom('queue', 'notification', 'topic'),
  documents: fc.array(documentPlan, { minLength: 1, maxLength: mostDocuments }),
  inputs: fc.array(
    fc.record({
      documents: fc.oneof(
        {
          weight: 3,
          arbitrary: fc.array(fc.nat({ max: mostDocuments }), { minLength: 1, maxLength: 1 }),
        },
        {
          weight: 1,
          arbitrary: fc.array(fc.nat({ max: mostDocuments }), { minLength: 2, maxLength: 4 }),
        },
      ),
      layers: fc.array(layerPlan, { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});
