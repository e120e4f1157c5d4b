/**
 * Abbreviations of zones that the host's data names "GMT+2": those of the tz database, by the zone's name and how far
 * it is from UTC. Where the database has digits ("+04"), so have we.
 */
import { nameZones } from "./zone.ts";

/** Zones, then "offset in hours:abbreviation" of winter and summer; the first that fits counts. */
const TABLE: readonly (readonly [zones: RegExp, names: string])[] = [
  [/^Europe\/(London|Belfast|Guernsey|Jersey|Isle_of_Man)$/, "0:GMT 1:BST"],
  [/^Europe\/Dublin$/, "0:GMT 1:IST"],
  [/^Europe\/(Lisbon)$|^Atlantic\/(Madeira|Canary|Faroe)$/, "0:WET 1:WEST"],
  [/^Europe\/(Moscow|Simferopol|Kirov)$/, "3:MSK"],
  [
    /^Europe\/(Athens|Bucharest|Chisinau|Helsinki|Kiev|Kyiv|Mariehamn|Riga|Sofia|Tallinn|Vilnius|Kaliningrad)$/,
    "2:EET 3:EEST",
  ],
  [/^Europe\/(?!Istanbul|Minsk|Samara|Saratov|Ulyanovsk|Volgograd|Astrakhan)/, "1:CET 2:CEST"],
  [/^Asia\/(Tokyo)$/, "9:JST"],
  [/^Asia\/(Seoul|Pyongyang)$/, "9:KST"],
  [/^Asia\/(Shanghai|Taipei|Macau|Chongqing|Harbin)$|^PRC$/, "8:CST"],
  [/^Asia\/Hong_Kong$/, "8:HKT"],
  [/^Asia\/Manila$/, "8:PST"],
  [/^Asia\/(Kolkata|Calcutta)$/, "5.5:IST"],
  [/^Asia\/Karachi$/, "5:PKT"],
  [/^Asia\/(Jerusalem|Tel_Aviv)$|^Israel$/, "2:IST 3:IDT"],
  [/^Asia\/(Beirut|Nicosia|Famagusta|Gaza|Hebron)$/, "2:EET 3:EEST"],
  [/^Asia\/(Jakarta|Pontianak)$/, "7:WIB"],
  [/^Asia\/Makassar$/, "8:WITA"],
  [/^Asia\/Jayapura$/, "9:WIT"],
  [/^Australia\/(Adelaide|Darwin|Broken_Hill|North|South)$/, "9.5:ACST 10.5:ACDT"],
  [/^Australia\/(Perth|West)$/, "8:AWST"],
  [/^Australia\/(?!Eucla|Lord_Howe|LHI)/, "10:AEST 11:AEDT"],
  [/^Pacific\/(Auckland)$|^Antarctica\/(McMurdo|South_Pole)$|^NZ$/, "12:NZST 13:NZDT"],
  [/^Pacific\/(Guam|Saipan)$/, "10:ChST"],
  [/^Pacific\/(Pago_Pago|Midway)$/, "-11:SST"],
  [/^Africa\/(Cairo|Tripoli)$|^Egypt$|^Libya$/, "2:EET 3:EEST"],
  [/^Africa\/(Algiers|Tunis|Ceuta)$/, "1:CET 2:CEST"],
  [/^Africa\/(Johannesburg|Maseru|Mbabane)$/, "2:SAST"],
  [
    /^Africa\/(Nairobi|Addis_Ababa|Asmara|Dar_es_Salaam|Djibouti|Kampala|Mogadishu)$|^Indian\/(Antananarivo|Comoro|Mayotte)$/,
    "3:EAT",
  ],
  [/^Africa\/(Lagos|Bangui|Brazzaville|Douala|Kinshasa|Libreville|Luanda|Malabo|Ndjamena|Niamey|Porto-Novo)$/, "1:WAT"],
  [/^Africa\/(?!Casablanca|El_Aaiun)/, "2:CAT 0:GMT"],
  [/^(CET|MET)$/, "1:CET 2:CEST"],
  [/^EET$/, "2:EET 3:EEST"],
  [/^WET$/, "0:WET 1:WEST"],
];

function digits(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const text =
    String(Math.floor(minutes / 60)).padStart(2, "0") +
    (minutes % 60 === 0 ? "" : String(minutes % 60).padStart(2, "0"));
  return (seconds < 0 ? "-" : "+") + text;
}

nameZones((zone, seconds) => {
  const names = TABLE.find(([zones]) => zones.test(zone))?.[1] ?? "";
  const pair = names.split(" ").find((name) => Number(name.split(":", 1)[0]) * 3600 === seconds && name !== "");
  return pair?.split(":")[1] ?? digits(seconds);
});
