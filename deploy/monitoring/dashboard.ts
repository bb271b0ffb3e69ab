/**
 * A Grafana dashboard as data: rows of panels, each a question to Prometheus. The JSON that Grafana
 * imports is generated, since nobody reads or reviews it.
 */
export type Unit = 'reqps' | 's' | 'percentunit' | 'short' | 'bytes' | 'cps' | 'none';

export interface Panel {
  readonly title: string;
  /** For whoever looks at it at night: what it says when it is high or low. */
  readonly description: string;
  readonly unit: Unit;
  /** By legend; `{{label}}` stands for the label's value. */
  readonly series: Readonly<Record<string, string>>;
  /** One number, of now, instead of a curve. */
  readonly shows?: 'number';
  /** Above this it is bad. */
  readonly alarmAbove?: number;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

const columns = 24;
const heights = { number: 4, curve: 8 };

/** Grafana's own form (schema 39: Grafana 10.4 and newer). */
export function grafanaJson(dashboard: Dashboard): Record<string, unknown> {
  const panels: Record<string, unknown>[] = [];
  let y = 0;
  for (const row of dashboard.rows) {
    panels.push({
      type: 'row',
      title: row.title,
      id: panels.length + 1,
      gridPos: at(0, y, columns, 1),
    });
    y += 1;
    const width = Math.floor(columns / Math.min(row.panels.length, 4));
    const height = Math.max(
      ...row.panels.map(({ shows }) => (shows === 'number' ? heights.number : heights.curve)),
    );
    row.panels.forEach((panel, index) => {
      const line = Math.floor((index * width) / columns);
      const x = (index * width) % columns;
      panels.push(panelJson(panel, panels.length + 1, at(x, y + line * height, width, height)));
    });
    y += height * Math.ceil((row.panels.length * width) / columns);
  }
  return {
    uid: dashboard.uid,
    title: dashboard.title,
    tags: ['eyrie'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' }],
    },
    annotations: { list: [] },
    panels,
  };
}

function at(x: number, y: number, w: number, h: number): Record<string, number> {
  return { x, y, w, h };
}

const source = { type: 'prometheus', uid: '${datasource}' };

function panelJson(panel: Panel, id: number, gridPos: object): Record<string, unknown> {
  const steps: { color: string; value: number | null }[] = [{ color: 'green', value: null }];
  if (panel.alarmAbove !== undefined) steps.push({ color: 'red', value: panel.alarmAbove });
  const targets = Object.entries(panel.series).map(([legendFormat, expr], index) => ({
    refId: String.fromCharCode(65 + index),
    datasource: source,
    expr,
    legendFormat,
  }));
  const isNumber = panel.shows === 'number';
  return {
    id,
    gridPos,
    type: isNumber ? 'stat' : 'timeseries',
    title: panel.title,
    description: panel.description,
    datasource: source,
    targets,
    fieldConfig: {
      defaults: {
        unit: panel.unit,
        min: 0,
        thresholds: { mode: 'absolute', steps },
        custom: isNumber ? {} : { fillOpacity: 10, showPoints: 'never', lineWidth: 1 },
      },
      overrides: [],
    },
    options: isNumber
      ? { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'value', graphMode: 'area' }
      : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
  };
}
