import type { SiteMember, SiteStatus, UnderWay } from '@eyrie/contracts';
import type { Paint, Tone } from '../terminal/paint.ts';

interface Cell {
  readonly text: string;
  readonly tone: Tone;
}
interface Column {
  readonly title: string;
  readonly isNumber?: true;
  /** Columns of the highest number go first where the terminal is narrow. */
  readonly rank: number;
  readonly cell: (member: SiteMember, status: SiteStatus) => Cell;
}

const plain = (text: string): Cell => ({ text, tone: 'plain' });
const dim = (text: string): Cell => ({ text, tone: 'dim' });
const nothing = dim('–');
const gap = 2;

const columns: readonly Column[] = [
  { title: '', rank: 0, cell: (member) => markOf(member) },
  { title: 'NODE', rank: 0, isNumber: true, cell: ({ nodeId }) => plain(String(nodeId)) },
  { title: 'NAME', rank: 0, cell: ({ name }) => ({ text: name, tone: 'strong' }) },
  { title: 'ROLE', rank: 0, cell: (member) => roleOf(member) },
  { title: 'MATCH', rank: 3, isNumber: true, cell: ({ matchIndex }) => numberOf(matchIndex) },
  { title: 'LAG', rank: 1, isNumber: true, cell: ({ lagEntries }) => lagOf(lagEntries) },
  { title: 'HEARD', rank: 1, isNumber: true, cell: heardOf },
  { title: 'FSYNC P99', rank: 4, isNumber: true, cell: ({ fsyncP99Ms }) => fsyncOf(fsyncP99Ms) },
  {
    title: 'SNAPSHOT',
    rank: 6,
    isNumber: true,
    cell: ({ snapshotIndex }) => numberOf(snapshotIndex),
  },
  {
    title: 'CARD',
    rank: 2,
    cell: ({ incarnation }) => (incarnation ? plain(incarnation.slice(0, 8)) : nothing),
  },
  { title: 'VERSION', rank: 5, cell: ({ version }) => (version ? plain(version) : nothing) },
  { title: 'ADDRESS', rank: 7, cell: ({ address }) => (address ? dim(address) : nothing) },
];

/** The site at a glance, no wider than the terminal. */
export function formatSite(status: SiteStatus, options: { columns: number; paint: Paint }): string {
  const { paint } = options;
  const blocks: string[] = [headline(status, paint)];
  if (status.reason !== null) blocks.push(wrap(`! ${status.reason}`, options, 'warn'));
  if (status.members.length > 0) blocks.push(table(status, options));
  const underWay = status.underWay.map((step) =>
    wrap(`→ ${sentenceOf(step, status)}`, options, 'plain'),
  );
  if (underWay.length > 0) blocks.push(underWay.join('\n'));
  const notices = status.notices.map((notice) =>
    wrap(`! ${notice}`, options, status.hasQuorum ? 'warn' : 'bad'),
  );
  if (notices.length > 0) blocks.push(notices.join('\n'));
  return blocks.join('\n\n');
}

function headline(status: SiteStatus, paint: Paint): string {
  const name = paint(status.siteName ?? 'A coordinator outside of its site', 'strong');
  if (status.siteEpoch === null) return name;
  const leader = status.members.find(({ nodeId }) => nodeId === status.leaderNodeId);
  const led = leader
    ? paint(`led by ${leader.name}`, 'good')
    : paint(
        status.leaderlessMs === null
          ? 'no leader'
          : `no leader for ${duration(status.leaderlessMs)}`,
        'bad',
      );
  const quorum = `${status.votersReachable} of ${status.voters} voters reachable`;
  const changes = `${status.leaderChanges} ${status.leaderChanges === 1 ? 'change' : 'changes'} of leader`;
  return [
    `${name}  epoch ${status.siteEpoch} · term ${status.term} · ${led}`,
    [
      paint(quorum, status.hasQuorum ? 'plain' : 'bad'),
      `commit ${status.commitIndex}`,
      `${changes} seen by node ${status.seenByNodeId ?? '?'}`,
    ].join(' · '),
  ].join('\n');
}

function table(status: SiteStatus, options: { columns: number; paint: Paint }): string {
  let shown = columns.map((column) => {
    const cells = status.members.map((member) => column.cell(member, status));
    const width = Math.max(column.title.length, ...cells.map(({ text }) => text.length));
    return { column, cells, width };
  });
  const total = (): number => shown.reduce((sum, { width }) => sum + width + gap, -gap);
  while (total() > options.columns) {
    const rank = Math.max(...shown.map(({ column }) => column.rank));
    if (rank === 0) break;
    shown = shown.filter(({ column }) => column.rank !== rank);
  }
  const line = (cells: readonly Cell[]): string =>
    cells
      .map((cell, at) => {
        const { width, column } = shown[at] ?? { width: 0, column: columns[0] };
        const space = ' '.repeat(Math.max(0, width - cell.text.length));
        const painted = options.paint(cell.text, cell.tone);
        return column?.isNumber ? `${space}${painted}` : `${painted}${space}`;
      })
      .join(' '.repeat(gap))
      .trimEnd();
  const header = line(shown.map(({ column }) => dim(column.title)));
  const rows = status.members.map((_, row) => line(shown.flatMap(({ cells }) => cells[row] ?? [])));
  return [header, ...rows].join('\n');
}

function markOf({ role, standing, reachable }: SiteMember): Cell {
  if (standing === 'removed') return dim('✕');
  if (!reachable) return { text: '○', tone: standing === 'waiting' ? 'dim' : 'bad' };
  if (role === 'leader') return { text: '★', tone: 'good' };
  return { text: '●', tone: standing === 'voter' ? 'good' : 'warn' };
}

function roleOf({ role, standing, reachable }: SiteMember): Cell {
  switch (standing) {
    case 'voter': {
      const word = role ?? 'voter';
      return reachable
        ? { text: word, tone: word === 'leader' ? 'good' : 'plain' }
        : { text: `${word === 'leader' ? 'voter' : word}, unreachable`, tone: 'bad' };
    }
    case 'learner':
      return { text: reachable ? 'learner' : 'learner, unreachable', tone: 'warn' };
    case 'joining':
      return { text: 'joining', tone: 'warn' };
    case 'leaving':
      return { text: 'leaving', tone: 'warn' };
    case 'waiting':
      return { text: reachable ? 'waiting' : 'not heard', tone: 'dim' };
    case 'removed':
      return dim('removed');
  }
}

function heardOf({ lastContactMs, nodeId }: SiteMember, { seenByNodeId }: SiteStatus): Cell {
  if (nodeId === seenByNodeId) return dim('here');
  if (lastContactMs === null) return nothing;
  return { text: `${duration(lastContactMs)} ago`, tone: lastContactMs > 6_000 ? 'warn' : 'plain' };
}

function lagOf(lag: number | null): Cell {
  if (lag === null) return nothing;
  return { text: String(lag), tone: lag > 100 ? 'warn' : 'plain' };
}

function fsyncOf(ms: number | null): Cell {
  if (ms === null) return nothing;
  const text = ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
  return { text, tone: ms > 500 ? 'warn' : 'plain' };
}

function numberOf(value: number | null): Cell {
  return value === null ? nothing : plain(String(value));
}

function sentenceOf(step: UnderWay, status: SiteStatus): string {
  const name = (nodeId: number): string =>
    status.members.find((member) => member.nodeId === nodeId)?.name ?? `node ${nodeId}`;
  switch (step.type) {
    case 'joint': {
      const parts = [
        step.joining.length > 0 ? `${step.joining.map(name).join(', ')} in` : '',
        step.leaving.length > 0 ? `${step.leaving.map(name).join(', ')} out` : '',
      ].filter((part) => part !== '');
      return `A joint change is under way: ${parts.join(', ')}.`;
    }
    case 'catching-up':
      return step.lagEntries === 0
        ? `${name(step.nodeId)} has caught up and learns on; it votes soon, where there is room.`
        : `${name(step.nodeId)} catches up, ${step.lagEntries} entries behind.`;
    case 'snapshot':
      return `A snapshot goes to ${name(step.nodeId)}: ${Math.floor(step.percent)} % of ${Math.ceil(step.totalBytes / 1024)} KiB.`;
    case 'transfer':
      return `The leadership is being handed to ${name(step.nodeId)}.`;
    case 'removal':
      return `${name(step.nodeId)} is being taken out.`;
  }
}

/** Breaks at spaces, with what follows under the first word. */
function wrap(
  text: string,
  { columns: width, paint }: { columns: number; paint: Paint },
  tone: Tone,
): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && `${line} ${word}`.length > width) {
      lines.push(line);
      line = `  ${word}`;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => paint(one, tone)).join('\n');
}

/** `0.8 s`, `42 s`, `3 min`, `2 h`, `5 d`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3_600)} h`
    : `${Math.round(seconds / 86_400)} d`;
}
