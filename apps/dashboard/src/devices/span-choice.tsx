import { Choice } from '../elements/form.tsx';

const spans = [
  { value: '6', text: '6 hours' },
  { value: '24', text: 'A day' },
  { value: '168', text: 'A week' },
  { value: '720', text: '30 days' },
] as const;
/** Hours. */
export type Span = (typeof spans)[number]['value'];

/** How far back a chart goes. */
export function SpanChoice({
  value,
  onChoose,
  label = 'How far back',
}: {
  value: Span;
  onChoose: (span: Span) => void;
  label?: string;
}) {
  return <Choice label={label} isLabelHidden value={value} options={spans} onChoose={onChoose} />;
}
