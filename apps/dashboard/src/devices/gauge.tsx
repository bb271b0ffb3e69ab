/** A share of a whole as a bar, with its number in words beside it. */
export function Gauge({ label, share, text }: { label: string; share: number; text: string }) {
  const percent = Math.min(100, Math.max(0, share * 100));
  const tone = percent > 92 ? 'bg-bad' : percent > 80 ? 'bg-late' : 'bg-accent';
  return (
    <div>
      <div className="flex justify-between text-sm">
        <span className="text-ink-soft">{label}</span>
        <span className="numbers">{text}</span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
        aria-valuetext={text}
        className="mt-1.5 h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div className={`h-full rounded-full ${tone}`} style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
