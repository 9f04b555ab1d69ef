/**
 * Names of series. They belong to the content, which may grow without a new page: an id that is not listed here is
 * shown as its words, so only names that this would get wrong, or that Japanese writes differently, are listed.
 */
import type { Language } from '../settings/settings.ts';

type SeriesName = string | Readonly<Record<Language, string>>;

const SERIES_NAMES: Readonly<Record<string, SeriesName>> = {
  ff: { en: 'Final Fantasy', ja: 'ファイナルファンタジー' },
  dq: { en: 'Dragon Quest', ja: 'ドラゴンクエスト' },
  zelda: { en: 'The Legend of Zelda', ja: 'ゼルダの伝説' },
  mario: { en: 'Super Mario', ja: 'スーパーマリオ' },
  sonic: { en: 'Sonic the Hedgehog', ja: 'ソニック' },
  pokemon: { en: 'Pokémon', ja: 'ポケットモンスター' },
  actraiser: 'ActRaiser',
  'animal-crossing': { en: 'Animal Crossing', ja: 'どうぶつの森' },
  'assassins-creed': "Assassin's Creed",
  'baldurs-gate': "Baldur's Gate",
  castlevania: { en: 'Castlevania', ja: '悪魔城ドラキュラ' },
  chrono: { en: 'Chrono', ja: 'クロノ' },
  ddlc: 'Doki Doki Literature Club',
  'donkey-kong': { en: 'Donkey Kong', ja: 'ドンキーコング' },
  ducktales: 'DuckTales',
  'f-zero': 'F-Zero',
  'fire-emblem': { en: 'Fire Emblem', ja: 'ファイアーエムブレム' },
  'friday-night-funkin': "Friday Night Funkin'",
  'hat-in-time': 'A Hat in Time',
  'kingdom-hearts': { en: 'Kingdom Hearts', ja: 'キングダム ハーツ' },
  kirby: { en: 'Kirby', ja: '星のカービィ' },
  'last-of-us': 'The Last of Us',
  megaman: { en: 'Mega Man', ja: 'ロックマン' },
  'metal-gear': { en: 'Metal Gear', ja: 'メタルギア' },
  metroid: { en: 'Metroid', ja: 'メトロイド' },
  'monster-hunter': { en: 'Monster Hunter', ja: 'モンスターハンター' },
  mother: { en: 'Mother / EarthBound', ja: 'MOTHER' },
  nier: 'NieR',
  okami: { en: 'Ōkami', ja: '大神' },
  omori: 'OMORI',
  outrun: 'OutRun',
  parappa: 'PaRappa the Rapper',
  persona: { en: 'Persona', ja: 'ペルソナ' },
  'plants-vs-zombies': 'Plants vs. Zombies',
  rayforce: 'RayForce',
  'silent-hill': { en: 'Silent Hill', ja: 'サイレントヒル' },
  splatoon: { en: 'Splatoon', ja: 'スプラトゥーン' },
  starcraft: 'StarCraft',
  'street-fighter': { en: 'Street Fighter', ja: 'ストリートファイター' },
  touhou: { en: 'Touhou Project', ja: '東方Project' },
  twewy: { en: 'The World Ends with You', ja: 'すばらしきこのせかい' },
  ultrakill: 'ULTRAKILL',
  witcher: 'The Witcher',
};

/** Words that stay small inside an English name. */
const SMALL_WORDS = ['a', 'and', 'for', 'in', 'of', 'the', 'to', 'with'];

export function seriesName(id: string, language: Language): string {
  const name = Object.hasOwn(SERIES_NAMES, id) ? SERIES_NAMES[id] : undefined;
  if (name !== undefined) return typeof name === 'string' ? name : name[language];
  return id
    .split('-')
    .map((word, position) => (position > 0 && SMALL_WORDS.includes(word) ? word : capitalised(word)))
    .join(' ');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
