import { openMachineRoom } from "./cases/python/machine.ts";
import { caseGroups, readCases } from "./cases/python/case.ts";
const room = await openMachineRoom();
for (const g of caseGroups()) { let gs=0, gw=0; const rows: [number,number,string][]=[];
 for (const c of readCases(g)) {const t=performance.now(); const u0=process.cpuUsage(); try{await room.run(c);}catch(e){console.log(c.name,e)} const u=process.cpuUsage(u0); const cpu=Math.round((u.user+u.system)/1000), w=Math.round(performance.now()-t); gs+=cpu; gw+=w; rows.push([cpu,w,c.name]);}
 rows.sort((a,b)=>b[0]-a[0]); console.log("##",g,rows.length,gs,gw); for(const r of rows.slice(0,12)) console.log("  ",...r);}
room.dispose();
