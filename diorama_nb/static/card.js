/* Built from js/ and widgets/: do not edit. */
var k=/[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,B=new RegExp(k.source),G=" ";function M(t){return String(t).replace(/\B(?=(\d{3})+$)/g,G)}function S(t){return(t.length>1e3?`${t.slice(0,1e3)}…`:t).replace(k,r=>r===`
`?"↵":r==="	"?"⇥":_(r))}function b(t){return B.test(t)?t.replaceAll(`\r
`,`
`).replace(k,e=>e===`
`||e==="	"?e:_(e)):t}function _(t){return t>""?`‹U+${t.charCodeAt(0).toString(16).toUpperCase()}›`:t===""?"␡":String.fromCharCode(9216+t.charCodeAt(0))}function N(t){let e=t?[t.message,t.hint??""].filter(Boolean):[];return e.map((r,o)=>o<e.length-1&&!/[.!?]$/.test(r)?`${r}.`:r).join(" ")}function A(t){let e=Math.max(0,Math.floor(t/1e3));if(e<2)return"just now";if(e<60)return`${e} s ago`;let r=Math.floor(e/60);if(r<60)return`${r} min ago`;let o=Math.floor(r/60);return o<48?`${o} h ago`:`${Math.floor(o/24)} days ago`}var U=new Set(["title","placeholder","aria-label","aria-description"]);function n(t,e={},...r){let o=document.createElement(t);for(let[i,a]of Object.entries(e))c(o,i,a);return o.append(...r.map(i=>typeof i=="string"?b(i):i)),o}function c(t,e,r){if(r===null||r===!1){t.hasAttribute(e)&&t.removeAttribute(e);return}let o=r===!0?"":String(r),i=U.has(e)?b(o):o;t.getAttribute(e)!==i&&t.setAttribute(e,i)}function p(t,e){let r=b(e);if(t.textContent===r)return;let o=t.firstChild;r&&o instanceof Text&&o===t.lastChild?o.data=r:t.textContent=r}var E="http://www.w3.org/2000/svg";function O(t){let e=document.createElementNS(E,"svg");for(let[o,i]of Object.entries({viewBox:"0 0 16 16",width:"14",height:"14",fill:"none",stroke:"currentColor","stroke-width":"1.5","stroke-linecap":"round","stroke-linejoin":"round","aria-hidden":"true"}))e.setAttribute(o,i);let r=document.createElementNS(E,"path");return r.setAttribute("d",t),e.append(r),e}var T={refresh:"M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",search:"M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3",up:"M8 13V4M4 7.5l4-4 4 4",more:"M8 3v9M4 8.5l4 4 4-4",add:"M8 3v10M3 8h10",remove:"M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",undo:"M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",columns:"M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",rows:"M3 4h10M3 8h10M3 12h10",goto:"M6.5 2.5l-1 11M10.5 2.5l-1 11M3 6h10.5M2.5 10H13",pin:"M6 2.5h4l-.6 4.2 2.1 2.3h-7l2.1-2.3zM8 9v4.5",fit:"M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",expand:"M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5",copy:"M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",clear:"M4 4l8 8M12 4l-8 8",down:"M4 6.5l4 4 4-4",lead:"M3 8h10M9 4l4 4-4 4",back:"M13 8H3M7 4L3 8l4 4",filter:"M2.5 3.5h11l-4.2 5v4.5l-2.6-1.3V8.5z",bars:"M3 13V9M8 13V3M13 13V6"};function g(t,e,r){return{v:1,id:t,seq:e,...r}}var h=t=>typeof t=="number"&&Number.isSafeInteger(t)&&t>=0;function W(t){return typeof t!="object"||t===null?!1:Object.values(t).every(e=>h(e?.rows)&&h(e.blanks)&&Array.isArray(e.bins)&&Array.isArray(e.top))}function $(t){if(typeof t!="object"||t===null)return null;let e=t;return e.v!==1?null:e.kind==="rows"&&h(e.first)&&h(e.count)&&h(e.generation)?e.shift!==void 0&&!Number.isSafeInteger(e.shift)?null:t:e.kind==="distributions"&&h(e.rows)&&W(e.columns)||e.kind==="error"&&typeof e.message=="string"||e.kind==="answer"&&typeof e.id=="string"&&h(e.seq)&&typeof e.body=="object"&&e.body!==null||e.kind==="done"&&typeof e.id=="string"&&h(e.seq)?t:null}function x(){let t=crypto.getRandomValues(new Uint32Array(4));return Array.from(t,e=>e.toString(16).padStart(8,"0")).join("")}var Z={message:"The kernel is gone: nothing was saved.",hint:"Run the cell again.",lost:!0},J=new Set(["refresh","set_viewport","set_search","load_more"]),v=class{state="open";seq=0;#t=x();#o=new Map;#e=new Map;#i;#r;constructor(e,r){this.#i=e,this.#r=r,e.on("msg:custom",this.#d),e.on("comm_live_update",this.#s)}close(){this.#i.off("msg:custom",this.#d),this.#i.off("comm_live_update",this.#s),this.#a()}send(e){this.seq+=1,this.#n(this.seq,e)}repeat(){for(let[e,{request:r}]of this.#o)J.has(r.kind)&&this.#n(e,r)}#n(e,r){try{this.#i.send(g(this.#t,e,r)),this.state==="lost"&&this.become("open")}catch{this.become("lost"),this.#r.lost()}}async ask(e){return(await this.fetch(e)).problem}fetch(e,r){return new Promise(o=>{let i=this.seq+1;this.#o.set(i,{request:e,resolve:o}),r&&this.#e.set(i,r),this.send(e)})}become(e){this.state=e,e==="lost"&&this.#a(),this.#r.changed()}#a(){for(let{resolve:e}of this.#o.values())e({problem:Z,body:{}});this.#o.clear(),this.#e.clear()}#d=(e,r)=>{let o=$(e);if(!o||o.id!==null&&o.id!==this.#t)return;this.#r.heard();let i=o.kind==="rows"||o.seq===null?void 0:this.#o.get(o.seq);if(o.kind==="distributions")return this.#r.spread?.(o);if(!i||o.seq===null){(o.kind==="rows"||o.kind==="error")&&this.#r.message(o,r);return}if(o.kind==="answer"&&o.more)return this.#e.get(o.seq)?.(o.body);this.#o.delete(o.seq),this.#e.delete(o.seq);let a=o.kind==="error"?{message:o.message,hint:o.hint,fields:o.fields}:null;i.resolve({problem:a,body:o.kind==="answer"?o.body:{},buffer:r?.[0]})};#s=e=>{e===!1?this.become("lost"):this.#r.live()}};var K=8e3,Q={open:"",silent:"No answer from the kernel: it may be busy, or gone.",lost:"disconnected – re-run the cell"},w=class{problem=null;#t;#o;#e;#i;silenced=()=>{};#r=!1;#n=!1;#a;constructor(e,r,o){this.#t=e,this.#o=r,this.#i=o,this.#e=new v(e,{message:i=>i.kind==="error"&&this.#p(i),heard:()=>this.#c(),changed:()=>{this.silenced(this.silent),this.#l()},lost:()=>this.#l(),live:()=>this.#d()});for(let i of r)e.on(`change:${i}`,this.#h)}close(){this.#n=!0,clearTimeout(this.#a);for(let e of this.#o)this.#t.off(`change:${e}`,this.#h);this.#e.close()}get(e){return this.#t.get(e)}get connection(){return Q[this.#e.state]}get silent(){return this.#e.state==="silent"}get lost(){return this.#e.state==="lost"}again(){this.#e.become("open"),this.#e.repeat(),this.ask({kind:"hello"})}async ask(e){return this.problem=null,(await this.fetch(e)).problem}async fetch(e){let r=this.#e.fetch(e);this.#s();let o=await r;return this.problem=o.problem,this.#l(),o}#d(){this.#e.send({kind:"hello"}),this.#s(),this.#l()}#s(){clearTimeout(this.#a),!this.lost&&(this.#a=setTimeout(()=>this.#e.become("silent"),K))}#c(){clearTimeout(this.#a),this.#e.state!=="open"&&this.#e.become("open")}#p({message:e,hint:r}){this.problem={message:e,hint:r},this.#l()}#h=()=>{this.#c(),this.#l()};#l(){this.#r||this.#n||(this.#r=!0,queueMicrotask(()=>{this.#r=!1,this.#n||this.#i()}))}};var X=new Set(["http:","https:","mailto:"]),Y=2e3,ee=/[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\\]/u;function j(t){if(!/^(https?:\/\/[^/?#]|mailto:[^/?#])/i.test(t)||t.length>Y||ee.test(t))return null;let e;try{e=new URL(t)}catch{return null}if(!X.has(e.protocol))return null;if(e.protocol==="mailto:")return{href:e.href,host:e.pathname};let r=t.slice(t.indexOf("//")+2).split(/[/?#]/,1)[0]??"";return e.username||e.password||r.includes("@")||!e.host?null:{href:e.href,host:e.host}}function C(t,e){let r=n("button",{type:"button",class:"button again",hidden:!0},"Retry");r.addEventListener("click",()=>t.again()),t.silenced=o=>c(r,"hidden",!o),e.after(r)}var te={Fresh:["","good"],Stale:["Stale","warn"],Loading:["Loading…","busy"],Incomplete:["Details are missing","warn"],PendingWrite:["Saving…","busy"],WriteFailed:["A change was not accepted","bad"],LoadFailed:["Could not be read","bad"],NotFound:["Not found","bad"]},re=4;function oe(t,e){let{status:r,fetched_at:o,stale_after:i}=t,a=i!==null&&o!==null&&e-o>i*1e3;return r==="Fresh"&&a?"Stale":r}var y=class{#t;#o=n("span",{class:"title",dir:"auto"});#e=n("span",{class:"id",dir:"auto"});#i=n("span",{class:"chip"});#r=n("button",{type:"button",class:"button refresh","aria-label":"Refresh",title:"Refresh"},O(T.refresh));#n=n("dl",{class:"record"});#a=n("span",{class:"age"});#d=n("span",{class:"dot","aria-hidden":"true"});#s=n("span",{class:"news",dir:"auto",role:"status"});#c=n("div",{class:"foot"},this.#d,this.#a,this.#s,this.#r);#p=n("section",{class:"frame"},n("div",{class:"head"},this.#o,this.#e,this.#i),this.#n,this.#c);#h="";#l=new Set;#f;constructor(e,r){this.#t=new w(e,["state","title"],()=>this.#u()),C(this.#t,this.#s),this.#r.addEventListener("click",()=>{this.#t.ask({kind:"refresh"})}),this.#f=setInterval(()=>this.#m(),1e3),r.append(this.#p),this.#u()}close(){clearInterval(this.#f),this.#t.close()}#u(){let e=this.#t.get("state");p(this.#o,this.#t.get("title")||e.title||e.name),p(this.#e,e.title||this.#t.get("title")?`${e.name} ${e.id}`:e.id),c(this.#p,"aria-label",`${e.name} ${e.id}`);let r=JSON.stringify([e.fields,e.dirty,e.status==="Loading"]);r!==this.#h&&(this.#h=r,this.#g(e)),this.#m()}#m(){let e=this.#t.get("state"),{connection:r,problem:o}=this.#t,i=oe(e,Date.now()),[a,s]=te[i]??[i,"warn"];p(this.#i,a),this.#i.dataset.mood=s;let l=o??e.error;this.#c.dataset.mood=r||l?"bad":s,p(this.#a,e.fetched_at===null?"":`updated ${A(Date.now()-e.fetched_at)}`);let d=r||N(l);p(this.#s,d),c(this.#s,"title",d||null),c(this.#r,"aria-busy",i==="Loading"?"true":null),this.#r.disabled=this.#t.lost}#g({fields:e,dirty:r,status:o}){let i=e.length===0&&o==="Loading"?re:0,a=Array.from({length:i},(s,l)=>[n("dt",{},I(60+l*8)),n("dd",{},I(120+l*53%90))]);this.#n.replaceChildren(...a.flat(),...e.flatMap(s=>[n("dt",{dir:"auto",title:s.name},s.name),this.#x(s,r.includes(s.name))])),c(this.#n,"hidden",e.length===0&&i===0)}#x(e,r){let o=n("dd",{class:"value",dir:"auto"},this.#b(e,e.name));return r&&(o.dataset.mark="pending",o.title="Changed here, not yet at the source"),o}#b(e,r){if(e.entries)return this.#v(e,r);let o=e.text??"";if(e.type==="null")return n("span",{class:"null"},"null");if(o==="")return n("span",{class:"null"},"empty");let i=e.type==="text"?j(o):null;if(i)return n("a",{href:i.href,title:i.host,target:"_blank",rel:"noopener noreferrer"},o);let a=e.type==="text"&&o.includes(`
`);return n("span",{class:"leaf","data-type":e.type},a?o:S(o))}#v({shape:e,size:r=0,entries:o=[]},i){let a=`${M(r)} ${e==="list"?r===1?"item":"items":r===1?"field":"fields"}`;if(r===0)return n("span",{class:"null"},e==="list"?"empty list":"empty map");let s=o.slice(0,3).map(([m,f])=>(e==="list"?"":`${m}: `)+(f.entries?"…":f.type==="null"?"null":S(f.text??"").slice(0,30))),l=n("dl",{class:"tree"}),d=n("details",{},n("summary",{},n("span",{class:"count"},a),n("span",{class:"hint"},s.join(", "))),l),u=()=>{if(l.childElementCount)return;l.append(...o.flatMap(([f,H],P)=>[n("dt",{dir:"auto"},f),n("dd",{dir:"auto"},this.#b(H,`${i}/${P}`))]));let m=r-o.length;m>0&&l.append(n("dd",{class:"rest"},`and ${M(m)} more, in Python`))};return d.open=this.#l.has(i),d.open&&u(),d.addEventListener("toggle",()=>{d.open?this.#l.add(i):this.#l.delete(i),u()}),d}};function I(t){let e=n("span",{class:"bone"});return e.style.width=`${t}px`,e}var L=`/* What all widgets share: the host's colours where it has them, our own light and dark where not. */

:host {
  all: initial;
  display: block;
  width: 100%;
  color-scheme: light dark;

  --paper: var(--jp-layout-color1, var(--vscode-editor-background, light-dark(#ffffff, #17191d)));
  --raised: var(--jp-layout-color2, var(--vscode-sideBar-background, light-dark(#f6f7f9, #1f2227)));
  --ink: var(--jp-content-font-color1, var(--vscode-foreground, light-dark(#1d2129, #e4e6ea)));
  /* Mixed towards the ink: quiet text must keep a contrast of 4.5 on every paper. */
  --soft: color-mix(in srgb, var(--jp-content-font-color2, var(--vscode-descriptionForeground, light-dark(#5b6370, #9aa3b0))) 80%, var(--ink));
  --line: var(--jp-border-color2, var(--vscode-panel-border, light-dark(#e2e5ea, #31353c)));
  --accent: var(--jp-brand-color1, var(--vscode-focusBorder, light-dark(#1a6fd4, #5aa9ff)));
  --bad: var(--jp-error-color1, light-dark(#c62828, #ff7b72));
  /* Mixed towards the ink: hosts have one red for both papers. */
  --bad-ink: color-mix(in srgb, var(--bad) 78%, var(--ink));
  --warn: var(--jp-warn-color1, light-dark(#b26a00, #e3a23c));
  --good: var(--jp-success-color1, light-dark(#2e8540, #4cc38a));
  --hairline: color-mix(in srgb, var(--line) 65%, transparent);
  --hover: color-mix(in srgb, var(--accent) 7%, var(--paper));
  --picked: color-mix(in srgb, var(--accent) 15%, var(--paper));
  --fresh: color-mix(in srgb, var(--warn) 30%, transparent);
  --bone: color-mix(in srgb, var(--ink) 9%, transparent);
  --font: var(--jp-ui-font-family, var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", sans-serif));

  /* For all that scrolls: left to itself Firefox paints white ones on dark paper. */
  scrollbar-color: color-mix(in srgb, var(--soft) 55%, transparent) transparent;
}
:host([data-theme="light"]) { color-scheme: light; }
:host([data-theme="dark"]) { color-scheme: dark; }

/* Not their ::before and ::after: the browser would compute both for every element. */
* { box-sizing: border-box; }
[hidden] { display: none !important; }

/* --- buttons --- */

.button {
  display: inline-flex;
  align-items: center;
  gap: 4px;
  height: 24px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--paper);
  color: var(--ink);
  cursor: pointer;
  font: 12px/1 var(--font);
}
.button:hover:not(:disabled) { border-color: var(--accent); color: var(--accent); }
.button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.button:disabled { cursor: default; opacity: 0.5; }
.button.primary { border-color: var(--accent); background: var(--accent); color: light-dark(#ffffff, #10131a); }
.button.primary:hover:not(:disabled) { background: color-mix(in srgb, var(--accent) 85%, var(--ink)); color: light-dark(#ffffff, #10131a); }
.button.plain { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.button.delete:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.button.danger { border-color: var(--bad); color: var(--bad-ink); }
.button.danger:hover:not(:disabled) { border-color: var(--bad); background: color-mix(in srgb, var(--bad) 12%, var(--paper)); color: var(--bad-ink); }
/* Most changes are stored before anybody could read that they are on their way. */
@keyframes dn-late { from, 99% { visibility: hidden; } }
.button.pending { height: 22px; border-color: color-mix(in srgb, var(--accent) 50%, transparent); border-radius: 11px; animation: dn-late 0.4s; color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.button.failed { height: 22px; border-color: color-mix(in srgb, var(--bad) 55%, transparent); border-radius: 11px; color: var(--bad-ink); }
.button.failed::before { width: 6px; height: 6px; border-radius: 50%; background: var(--bad); content: ""; }
.button.failed:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.refresh { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.refresh[aria-busy] svg { animation: dn-turn 1s linear infinite; }
@keyframes dn-turn { to { transform: rotate(1turn); } }

/* --- typing --- */

.field { display: flex; flex-direction: column; gap: 3px; min-width: 0; }
.field-name { overflow: hidden; font-size: 12px; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.needed { color: var(--bad); }
.field-box {
  width: 100%;
  height: 28px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  outline: 0;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
}
.field-box:focus { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.field-box[aria-invalid] { border-color: var(--bad); }
.field-box[aria-invalid]:focus { box-shadow: 0 0 0 1px var(--bad); }
.field-box::placeholder, .edit-box::placeholder { color: var(--soft); font-style: italic; opacity: 1; }
.field-why { color: var(--bad-ink); font-size: 11.5px; line-height: 1.3; }
.field-why:empty { display: none; }

/* --- writes that were refused --- */

.failure { display: flex; align-items: center; gap: 12px; min-width: 0; }
.failure-text { flex: 1; min-width: 0; }
.failure-what { overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.failure-row { margin-left: 8px; color: var(--soft); font-weight: 400; }
.failure-why { color: var(--bad-ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-acts { display: flex; flex: none; gap: 6px; }
.failures-head { display: flex; flex: none; align-items: center; gap: 6px; padding: 6px 6px 6px 12px; border-bottom: 1px solid var(--line); }
.failures-title { flex: 1; font-weight: 600; }
.failures-list { margin: 0; padding: 0; overflow: auto; list-style: none; scrollbar-width: thin; }
.failures-list .failure { padding: 8px 8px 8px 12px; border-bottom: 1px solid var(--hairline); }
.failures-list .failure:last-child { border-bottom: 0; }
.sending { padding-right: 8px; color: var(--soft); font-style: italic; }
.underway .failure { min-height: 26px; padding: 5px 8px 5px 12px; }
.underway-why { padding: 6px 12px; border-bottom: 1px solid var(--hairline); color: var(--ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-text .underway-why { padding: 0; border: 0; }
.underway-why:empty { display: none; }
.failures-more { padding: 6px 12px; border-top: 1px solid var(--hairline); color: var(--soft); font-size: 12px; }
.failures-more:empty { display: none; }

/* --- signs --- */

.dot { flex: none; width: 7px; height: 7px; border-radius: 50%; background: var(--good); }
@keyframes dn-breathe { 50% { opacity: 0.45; } }
.live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.bone {
  display: inline-block;
  height: 9px;
  border-radius: 4px;
  background: var(--bone);
  animation: dn-breathe 1.6s ease-in-out infinite;
}

@media (prefers-reduced-motion: reduce) {
  .dot, .bone, .refresh svg { animation: none !important; }
}
`;var ne={content:{data:{}}};async function ae(t){try{let e=await t.widget_manager?.get_model(t.get("_model_key"));return e?.comm&&e._handle_comm_msg?e:null}catch{return null}}async function R(t){let e=await ae(t);if(e)try{await e._handle_comm_msg(ne)}catch{let r=Object.getPrototypeOf(Object.getPrototypeOf(e))._handle_comm_msg;e.comm.on_msg(o=>r.call(e,o)),e.comm_live&&e.comm.send({method:"request_state"})}}function se(t,e){let r=t.dataset.jpThemeLight;if(r==="true")return"light";if(r==="false")return"dark";for(let o of[t,e]){if(o.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']"))return"dark";if(o.matches(".vscode-light, .light, [data-theme='light']"))return"light"}return""}function z(t){let{body:e,documentElement:r}=document;function o(){let s=se(e,r);s?t.dataset.theme=s:delete t.dataset.theme}let i=new MutationObserver(o),a={attributes:!0,attributeFilter:["class","data-jp-theme-light","data-theme"]};return i.observe(e,a),i.observe(r,a),o(),()=>i.disconnect()}function q({model:t}){try{t.send(g(x(),0,{kind:"hello"}))}catch{}}function D({model:t,el:e},r,o,i){let a=document.createElement("div");a.className=r,a.dataset.lmSuppressShortcuts="true";let s=a.attachShadow({mode:"open"}),l=new CSSStyleSheet;l.replaceSync(L+o),s.adoptedStyleSheets=[l],e.append(a);let d=z(a);R(t);let u=i(t,s,a);return()=>{d(),u.close(),a.remove()}}var F=`/* What the small widgets share: a framed panel with a status line. */
.frame {
  display: flex;
  flex-direction: column;
  min-height: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--paper);
  color: var(--ink);
  font: 13px/1.4 var(--font);
}
.foot {
  display: flex;
  flex: none;
  align-items: center;
  gap: 8px;
  min-height: 32px;
  padding: 0 6px 0 12px;
  border-top: 1px solid var(--line);
  background: var(--raised);
  color: var(--soft);
  font-size: 12px;
  font-variant-numeric: tabular-nums;
}
.foot .news { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.foot .age { white-space: nowrap; }
.foot[data-mood="bad"] .news { color: var(--bad-ink); }
.foot[data-mood="busy"] .dot { background: var(--accent); animation: dn-breathe 1s ease-in-out infinite; }
.foot[data-mood="warn"] .dot { background: var(--warn); }
.foot[data-mood="bad"] .dot { background: var(--bad); }
.chip { padding: 1px 7px; border: 1px solid var(--line); border-radius: 9px; color: var(--soft); font-size: 11px; white-space: nowrap; }
.chip:empty { display: none; }
.chip[data-mood="busy"] { border-color: color-mix(in srgb, var(--accent) 50%, transparent); color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.chip[data-mood="warn"] { border-color: color-mix(in srgb, var(--warn) 60%, transparent); color: color-mix(in srgb, var(--warn) 65%, var(--ink)); }
.chip[data-mood="bad"] { border-color: color-mix(in srgb, var(--bad) 55%, transparent); color: var(--bad-ink); }
`;var V=`/* The look of one record: names to the left, values to the right. */

.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; padding: 9px 12px 8px; border-bottom: 1px solid var(--line); }
.title { min-width: 0; overflow: hidden; font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }
.id { flex: 1; color: var(--soft); font-size: 12px; unicode-bidi: isolate; white-space: nowrap; }

.record { display: grid; grid-template-columns: minmax(72px, max-content) minmax(0, 1fr); max-height: 420px; margin: 0; overflow: auto; scrollbar-width: thin; }
.record > dt, .record > dd { margin: 0; padding: 5px 12px; border-bottom: 1px solid var(--hairline); }
.record > dt { max-width: 16em; padding-right: 4px; overflow: hidden; color: var(--soft); font-size: 12px; line-height: 18px; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }
.record > dd { position: relative; min-width: 0; line-height: 18px; overflow-wrap: anywhere; unicode-bidi: isolate; }
.record > dt:nth-last-child(2), .record > dd:last-child { border-bottom: 0; }

.leaf { white-space: pre-wrap; }
.leaf[data-type="integer"], .leaf[data-type="number"], .leaf[data-type="datetime"], .leaf[data-type="date"], .leaf[data-type="time"], .leaf[data-type="duration"] { font-variant-numeric: tabular-nums; }
.leaf[data-type="bytes"] { color: var(--soft); font-style: italic; }
.null, .rest { color: var(--soft); font-size: 11px; font-style: italic; }
a { color: var(--jp-content-link-color, var(--accent)); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible, summary:focus-visible { border-radius: 2px; outline: 2px solid var(--accent); outline-offset: 1px; }
.value[data-mark]::before { position: absolute; top: 0; right: 0; border: 3.5px solid; border-color: var(--accent) var(--accent) transparent transparent; content: ""; }

details { min-width: 0; }
summary { cursor: pointer; list-style-position: outside; margin-left: 14px; }
summary::marker { color: var(--soft); font-size: 10px; }
.count { color: var(--soft); font-size: 12px; }
.hint { margin-left: 8px; color: var(--soft); opacity: 0.85; }
details[open] > summary > .hint { display: none; }
.tree { display: grid; grid-template-columns: minmax(24px, max-content) minmax(0, 1fr); gap: 2px 10px; margin: 4px 0 2px 14px; padding-left: 10px; border-left: 1px solid var(--line); }
.tree > dt { max-width: 14em; overflow: hidden; color: var(--soft); font-size: 12px; text-overflow: ellipsis; white-space: nowrap; }
.tree > dd { margin: 0; min-width: 0; }
.rest { grid-column: 1 / -1; }
`;var ce=t=>D(t,"diorama-card",F+V,(e,r)=>new y(e,r)),He={initialize:q,render:ce};export{He as default};
