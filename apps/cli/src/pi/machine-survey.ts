/** What a machine says of itself before anything is changed on it. */
export interface MachineSurvey {
  readonly architecture: string;
  readonly system: string;
  readonly debianVersion: number;
  readonly model: string;
  readonly rights: 'root' | 'sudo' | 'sudo-asks' | 'none';
  readonly freeMib: number;
  readonly installed: string;
  readonly findsCloud: boolean;
  readonly cameras: number;
  readonly hasGraphics: boolean;
}

/** The package unpacked, with room for itself while it is copied. */
const freeMibMin = 600;

/**
 * Prints `key=value` lines. Only programs that every Debian has, and those that it says are missing. `cloudHost` is
 * of a URL that was parsed. @throws where it could be more than a name
 */
export function surveyScript(cloudHost: string): string {
  if (!/^[\w.:[\]-]+$/.test(cloudHost)) throw new Error(`${cloudHost} is no name of a host.`);
  return `set -u
say() { printf '%s=%s\\n' "$1" "$2"; }
say architecture "$(dpkg --print-architecture 2> /dev/null)"
. /etc/os-release 2> /dev/null || true
say system "\${PRETTY_NAME:-unknown}"
# What Debian it is made of: derivatives have numbers of their own, or none.
say debian "$(cut -d. -f1 /etc/debian_version 2> /dev/null)"
say model "$(cat /proc/device-tree/model 2> /dev/null | tr -d '\\0')"
if [ "$(id -u)" = 0 ]; then say rights root
elif ! command -v sudo > /dev/null; then say rights none
elif sudo -n true 2> /dev/null; then say rights sudo
else say rights sudo-asks; fi
say free "$(df --output=avail -m /usr | tail -n 1 | tr -d ' ')"
say installed "$(dpkg-query --show --showformat='\${Version}' eyrie-edge 2> /dev/null)"
if getent hosts '${cloudHost.replace(/[[\]]/g, '')}' > /dev/null; then say cloud yes; else say cloud no; fi
cameras=0
for program in rpicam-hello libcamera-hello; do
  if command -v "$program" > /dev/null; then
    cameras=$(timeout 20 "$program" --list-cameras 2> /dev/null | grep -c '^[0-9][0-9]* :')
    break
  fi
done
say cameras "$cameras"
if [ -e /dev/dri/renderD128 ]; then say graphics yes; else say graphics no; fi
`;
}

/** What the script printed; what is missing counts as nothing. */
export function parseSurvey(text: string): MachineSurvey {
  const values = new Map(
    text.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1).trim()];
    }),
  );
  const value = (key: string): string => values.get(key) ?? '';
  const rights = value('rights');
  return {
    architecture: value('architecture'),
    system: value('system'),
    debianVersion: Number.parseInt(value('debian'), 10) || 0,
    model: value('model'),
    rights: rights === 'root' || rights === 'sudo' || rights === 'sudo-asks' ? rights : 'none',
    freeMib: Number(value('free')) || 0,
    installed: value('installed'),
    findsCloud: value('cloud') === 'yes',
    cameras: Number(value('cameras')) || 0,
    hasGraphics: value('graphics') === 'yes',
  };
}

/** Why the package cannot go there, and what to do; null where it can. */
export function refusal(survey: MachineSurvey, packageArchitecture: string): string | null {
  if (survey.architecture === '') return 'It is no Debian: there is no dpkg.';
  if (survey.architecture !== packageArchitecture) {
    const remedy =
      survey.architecture === 'armhf'
        ? 'Write a card with the 64-bit Raspberry Pi OS.'
        : `Make one: npm run deb:build -- --architecture ${survey.architecture}.`;
    return `It is ${survey.architecture}, and the package is for ${packageArchitecture}. ${remedy}`;
  }
  if (survey.debianVersion < 12) {
    return `It runs ${survey.system}, which is too old: Debian 12 (bookworm) is the oldest that will do.`;
  }
  if (survey.rights === 'sudo-asks') {
    return 'sudo asks for a password there, and nobody can answer. Allow it without one (sudo visudo: NOPASSWD), or log in as root.';
  }
  if (survey.rights === 'none') return 'You are not root there, and there is no sudo.';
  if (survey.freeMib < freeMibMin) {
    return `It has ${survey.freeMib} MB left for programs, and needs ${freeMibMin}.`;
  }
  if (!survey.findsCloud)
    return 'It does not find the name of the cloud: look at its network and DNS.';
  return null;
}
