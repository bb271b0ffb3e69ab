import { access } from 'node:fs/promises';
import path from 'node:path';

/** Photographs that a Debian package ships under a free licence; no other file of it is looked at. */
interface PhotographPackage {
  readonly name: string;
  /** `tuning`: looked at while the validator was made. `held-out`: never before it was done. */
  readonly use: 'tuning' | 'held-out';
  readonly licences: string;
  readonly folder: string;
  readonly files: readonly string[];
}

const plasma = (name: string): string => `${name}/contents/images/2560x1600.jpg`;

export const photographPackages: readonly PhotographPackage[] = [
  {
    name: 'lomiri-wallpapers-16.04',
    use: 'tuning',
    licences: 'CC-BY-4.0, CC-BY-SA-3.0, CC-BY-SA-4.0',
    folder: 'usr/share/backgrounds',
    files: [
      'Bridge_by_Sander_Klootwijk.jpg',
      'Dragonfly_by_Bolly.jpg',
      'Picture_0B_by_freespace.jpg',
      'Picture_1A_by_freespace.jpg',
      'Wine_by_Jakkub_Mede.jpg',
      'aitzgorri_by_Aitzol_Berasategi.jpg',
      'free_by_Peter_Nerlich.jpg',
      'friends_by_Aitzol_Berasategi.jpg',
      'greentock_by_Peter_Nerlich.jpg',
      'life_by_Aitzol_Berasategi.jpg',
      'picosdeeuropa_by_Aitzol_Berasategi.jpg',
      'seeding_by_Clements_Engelhardt.jpg',
      'sunset_by_Aitzol_Berasategi.jpg',
    ],
  },
  {
    name: 'mate-backgrounds',
    use: 'tuning',
    licences: 'GPL-2+, CC-BY-SA-4.0',
    folder: 'usr/share/backgrounds/mate/nature',
    files: [
      'Aqua.jpg',
      'Blinds.jpg',
      'Dune.jpg',
      'FreshFlower.jpg',
      'Garden.jpg',
      'GreenMeadow.jpg',
      'LadyBird.jpg',
      'RainDrops.jpg',
      'Storm.jpg',
      'TwoWings.jpg',
      'Wood.jpg',
      'YellowFlower.jpg',
    ],
  },
  {
    name: 'lomiri-wallpapers-20.04',
    use: 'held-out',
    licences: 'CC-BY-SA-3.0',
    folder: 'usr/share/backgrounds',
    files: ['Kleiber_by_Lukas_Baubkus.jpg'],
  },
  {
    name: 'plasma-workspace-wallpapers',
    use: 'held-out',
    licences: 'LGPL-3+',
    folder: 'usr/share/wallpapers',
    files: [
      plasma('BytheWater'),
      plasma('ColdRipple'),
      plasma('ColorfulCups'),
      plasma('DarkestHour'),
      plasma('EveningGlow'),
      plasma('FallenLeaf'),
      plasma('Grey'),
      plasma('Kite'),
      plasma('OneStandsOut'),
      plasma('Path'),
      plasma('summer_1am'),
    ],
  },
];

/** Where each of a package's photographs lies below `root`; null where the package is not there. */
export async function photographsOf(
  { folder, files }: PhotographPackage,
  root: string,
): Promise<string[] | null> {
  const found = files.map((file) => path.join(root, folder, file));
  const isThere = await Promise.all(
    found.map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return isThere.every(Boolean) ? found : null;
}
