/* Built from js/ and widgets/: do not edit. */
var A=/[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,Y=new RegExp(A.source);function x(t){return Y.test(t)?t.replaceAll(`\r
`,`
`).replace(A,e=>e===`
`||e==="	"?e:J(e)):t}function J(t){return t>""?`‹U+${t.charCodeAt(0).toString(16).toUpperCase()}›`:t===""?"␡":String.fromCharCode(9216+t.charCodeAt(0))}function _(t){let e=t?[t.message,t.hint??""].filter(Boolean):[];return e.map((r,o)=>o<e.length-1&&!/[.!?]$/.test(r)?`${r}.`:r).join(" ")}var Q=new Set(["title","placeholder","aria-label","aria-description"]);function s(t,e={},...r){let o=document.createElement(t);for(let[i,n]of Object.entries(e))c(o,i,n);return o.append(...r.map(i=>typeof i=="string"?x(i):i)),o}function c(t,e,r){if(r===null||r===!1){t.hasAttribute(e)&&t.removeAttribute(e);return}let o=r===!0?"":String(r),i=Q.has(e)?x(o):o;t.getAttribute(e)!==i&&t.setAttribute(e,i)}function p(t,e){let r=x(e);if(t.textContent===r)return;let o=t.firstChild;r&&o instanceof Text&&o===t.lastChild?o.data=r:t.textContent=r}var N="http://www.w3.org/2000/svg";function O(t){let e=document.createElementNS(N,"svg");for(let[o,i]of Object.entries({viewBox:"0 0 16 16",width:"14",height:"14",fill:"none",stroke:"currentColor","stroke-width":"1.5","stroke-linecap":"round","stroke-linejoin":"round","aria-hidden":"true"}))e.setAttribute(o,i);let r=document.createElementNS(N,"path");return r.setAttribute("d",t),e.append(r),e}var C={refresh:"M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",search:"M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3",up:"M8 13V4M4 7.5l4-4 4 4",more:"M8 3v9M4 8.5l4 4 4-4",add:"M8 3v10M3 8h10",remove:"M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",undo:"M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",columns:"M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",rows:"M3 4h10M3 8h10M3 12h10",goto:"M6.5 2.5l-1 11M10.5 2.5l-1 11M3 6h10.5M2.5 10H13",pin:"M6 2.5h4l-.6 4.2 2.1 2.3h-7l2.1-2.3zM8 9v4.5",fit:"M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",expand:"M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5",copy:"M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",clear:"M4 4l8 8M12 4l-8 8",down:"M4 6.5l4 4 4-4",lead:"M3 8h10M9 4l4 4-4 4",back:"M13 8H3M7 4L3 8l4 4",filter:"M2.5 3.5h11l-4.2 5v4.5l-2.6-1.3V8.5z",bars:"M3 13V9M8 13V3M13 13V6"};var R=/^[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,4})?$/,j="\\d{4}-\\d\\d-\\d\\d",I="\\d{1,12}:[0-5]\\d(:[0-5]\\d(\\.\\d{1,6})?)?",m="\\d{1,12}(\\.\\d{1,9})?",X=[`[+-−]?\\d{1,10} days?(,? [+-−]?${I})?`,`[+-−]?${I}`,`[+-−]? ?(${m} ?(days?|min|ms|[dhms]) ?)+`,`[+-−]?P(?=\\d|T\\d)(${m}W)?(${m}D)?(T(${m}H)?(${m}M)?(${m}S)?)?`].join("|").replaceAll("+-−","+\\-−"),ee=/^-(\d+) days?, (\d+):(\d\d):(\d\d)(?:\.(\d{6}))?$/,z="\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?(Z|[+-]\\d\\d:\\d\\d)?",L={integer:[/^[+-]?\d{1,400}$/,"Digits only, like 1200"],number:[R,"Digits and a point, like 1200.5"],decimal:[R,"Digits and a point, like 1200.50"],date:[new RegExp(`^${j}$`),"Year-month-day, like 2026-03-31"],datetime:[new RegExp(`^${j}([ T]${z})?$`),"A date and time, like 2026-03-31 18:30"],time:[new RegExp(`^${z}$`),"A time, like 18:30"],duration:[new RegExp(`^(${X})$`),"A duration, like 1 day 02:03:04"],uuid:[/^[0-9a-fA-F-]{32,36}$/,"A UUID: 32 hexadecimal digits"]},q=t=>["integer","number","decimal"].includes(t.editor??"");function D(t){return L[t.editor??""]?.[1].split("like ")[1]??""}function T(t,e){return t===null?"":e?.editor==="duration"?te(String(t)):String(t)}function te(t){let e=ee.exec(t);if(!e)return t;let[r,o,i,n,l]=e.slice(1).map(f=>BigInt(f??0)),d=((((r??0n)*24n-(o??0n))*60n-(i??0n))*60n-(n??0n))*1000000n-(l??0n),[h,b]=[d/1000000n,d%1000000n],g=f=>String(f).padStart(2,"0"),v=`-${h/3600n}:${g(h/60n%60n)}:${g(h%60n)}`;return b?`${v}.${String(b).padStart(6,"0")}`:v}function E(t,e){if(typeof e=="boolean"||t.editor==="text")return{value:e,problem:""};let r=e.trim();if(r==="")return t.mandatory?{problem:"A value is needed"}:{value:null,problem:""};let o=L[t.editor??""];return o?o[0].test(r)&&!re(t.editor,r)?{value:r,problem:""}:{problem:o[1]}:{problem:"This can not be edited"}}function re(t,e){if(t!=="date"&&t!=="datetime")return!1;let r=e.slice(0,10),o=new Date(`${r}T00:00:00Z`);return Number.isNaN(o.getTime())||o.toISOString().slice(0,10)!==r}var oe=250,ie=60,ne=0,w=class{element=s("div",{class:"field"});wrong="";unsent=!1;name;#r;#t;#e;#a=`field-${ne+=1}`;#n=s("span",{class:"field-why",id:`${this.#a}-why`,"aria-live":"polite"});#l=s("span",{class:"note"});#i=s("button",{type:"button",class:"button plain back",title:"Revert"});#d=s("span",{class:"theirs-text",dir:"auto"});#s;#c;constructor(e,r){this.#r=r,this.#e=e,this.name=e.name,this.#t=se(e,this.#a);let o=s("button",{type:"button",class:"button"},"Take theirs"),i=s("button",{type:"button",class:"button"},"Keep mine");o.addEventListener("click",()=>{this.forget(),r.revert(this.name)}),i.addEventListener("click",()=>r.keep(this.name)),this.#s=s("div",{class:"conflict",role:"group","aria-label":`Conflict in ${e.label}`,hidden:!0},s("span",{class:"theirs"},"Now at the source: ",this.#d),o,i),this.#i.textContent="Revert",c(this.#i,"aria-label",`Revert ${e.label}`),this.#i.addEventListener("click",()=>{this.forget(),r.revert(this.name),this.focus()});let n=e.mandatory?[s("span",{class:"needed","aria-hidden":"true"}," *")]:[];this.element.append(s("div",{class:"field-top"},s("label",{class:"field-name",for:this.#a,dir:"auto"},e.label,...n),this.#l,this.#i),this.#t,this.#n,this.#s),this.#t.addEventListener("input",()=>this.#p()),this.#t.addEventListener("change",()=>{this.flush()})}close(){clearTimeout(this.#c)}focus(){this.#t.focus()}paint(e,{off:r,busy:o}){this.#e=e;let{dirty:i,error:n,theirs:l,locked:a}=e,d=this.#t;!this.unsent&&!this.wrong&&H(d,T(e.text,e));let h=r||!!a;d instanceof HTMLSelectElement?d.disabled=h||o:d.readOnly=h||o,c(d,"aria-disabled",h?"true":null),c(d,"title",a||null),p(this.#l,a?ae(a):i?"changed":""),c(this.#l,"title",a||null),this.element.dataset.mark=l!==null?"conflict":i?"dirty":"",c(this.#i,"hidden",!(i||this.wrong)||r),this.#h(this.wrong||n),p(this.#d,l??""),c(this.#s,"hidden",l===null)}async flush(){if(clearTimeout(this.#c),this.wrong)return!1;if(!this.unsent)return!0;let e=this.#o();if(!("value"in e))return this.refuse(e.problem);let r=this.#t.value,o=await this.#r.edit(this.name,e.value);return this.#t.value!==r?!1:(this.unsent=!1,o?this.refuse(o.fields?.[this.name]??o.message):(this.#r.changed(),!0))}refuse(e){return this.wrong=e,this.#h(e),c(this.#i,"hidden",!1),this.#r.changed(),!1}forget(){clearTimeout(this.#c),this.unsent=!1,this.wrong="",H(this.#t,T(this.#e.text,this.#e)),this.#h("")}#p(){clearTimeout(this.#c),this.unsent=!0,this.wrong="",this.#h(""),this.#c=setTimeout(()=>{this.#f()},oe),this.#r.changed()}async#f(){"value"in this.#o()&&await this.flush()}#o(){let e=this.#e,r=this.#t.value;return e.editor==="boolean"?E(e,r===""?"":r==="true"):E(e,r)}#h(e){p(this.#n,e),c(this.#t,"aria-invalid",e?"true":null),c(this.#t,"aria-describedby",e?`${this.#a}-why`:null)}};function se(t,e){let r={class:"field-box",id:e,...t.mandatory&&{"aria-required":"true"}};if(t.editor==="boolean"){let o=["","true","false"].map(i=>s("option",{value:i},i||"–"));return s("select",r,...o)}return t.editor==="text"&&((t.text?.length??0)>ie||t.text?.includes(`
`))?s("textarea",{...r,rows:3,spellcheck:"false",dir:"auto"}):s("input",{...r,type:"text",autocomplete:"off",spellcheck:"false",dir:"auto",placeholder:t.locked?"":D(t)||(t.editor==="text"?"empty":""),inputmode:q(t)?"decimal":"text"})}function H(t,e){t.value!==e&&(t.value=e)}var ae=t=>t.length>24?"read-only":t;function y(t,e,r){return{v:1,id:t,seq:e,...r}}var u=t=>typeof t=="number"&&Number.isSafeInteger(t)&&t>=0;function le(t){return typeof t!="object"||t===null?!1:Object.values(t).every(e=>u(e?.rows)&&u(e.blanks)&&Array.isArray(e.bins)&&Array.isArray(e.top))}function P(t){if(typeof t!="object"||t===null)return null;let e=t;return e.v!==1?null:e.kind==="rows"&&u(e.first)&&u(e.count)&&u(e.generation)?e.shift!==void 0&&!Number.isSafeInteger(e.shift)?null:t:e.kind==="distributions"&&u(e.rows)&&le(e.columns)||e.kind==="error"&&typeof e.message=="string"||e.kind==="answer"&&typeof e.id=="string"&&u(e.seq)&&typeof e.body=="object"&&e.body!==null||e.kind==="done"&&typeof e.id=="string"&&u(e.seq)?t:null}function k(){let t=crypto.getRandomValues(new Uint32Array(4));return Array.from(t,e=>e.toString(16).padStart(8,"0")).join("")}var de={message:"The kernel is gone: nothing was saved.",hint:"Run the cell again.",lost:!0},ce=new Set(["refresh","set_viewport","set_search","load_more"]),M=class{state="open";seq=0;#r=k();#t=new Map;#e=new Map;#a;#n;constructor(e,r){this.#a=e,this.#n=r,e.on("msg:custom",this.#d),e.on("comm_live_update",this.#s)}close(){this.#a.off("msg:custom",this.#d),this.#a.off("comm_live_update",this.#s),this.#i()}send(e){this.seq+=1,this.#l(this.seq,e)}repeat(){for(let[e,{request:r}]of this.#t)ce.has(r.kind)&&this.#l(e,r)}#l(e,r){try{this.#a.send(y(this.#r,e,r)),this.state==="lost"&&this.become("open")}catch{this.become("lost"),this.#n.lost()}}async ask(e){return(await this.fetch(e)).problem}fetch(e,r){return new Promise(o=>{let i=this.seq+1;this.#t.set(i,{request:e,resolve:o}),r&&this.#e.set(i,r),this.send(e)})}become(e){this.state=e,e==="lost"&&this.#i(),this.#n.changed()}#i(){for(let{resolve:e}of this.#t.values())e({problem:de,body:{}});this.#t.clear(),this.#e.clear()}#d=(e,r)=>{let o=P(e);if(!o||o.id!==null&&o.id!==this.#r)return;this.#n.heard();let i=o.kind==="rows"||o.seq===null?void 0:this.#t.get(o.seq);if(o.kind==="distributions")return this.#n.spread?.(o);if(!i||o.seq===null){(o.kind==="rows"||o.kind==="error")&&this.#n.message(o,r);return}if(o.kind==="answer"&&o.more)return this.#e.get(o.seq)?.(o.body);this.#t.delete(o.seq),this.#e.delete(o.seq);let n=o.kind==="error"?{message:o.message,hint:o.hint,fields:o.fields}:null;i.resolve({problem:n,body:o.kind==="answer"?o.body:{},buffer:r?.[0]})};#s=e=>{e===!1?this.become("lost"):this.#n.live()}};var he=8e3,fe={open:"",silent:"No answer from the kernel: it may be busy, or gone.",lost:"disconnected – re-run the cell"},$=class{problem=null;#r;#t;#e;#a;silenced=()=>{};#n=!1;#l=!1;#i;constructor(e,r,o){this.#r=e,this.#t=r,this.#a=o,this.#e=new M(e,{message:i=>i.kind==="error"&&this.#p(i),heard:()=>this.#c(),changed:()=>{this.silenced(this.silent),this.#o()},lost:()=>this.#o(),live:()=>this.#d()});for(let i of r)e.on(`change:${i}`,this.#f)}close(){this.#l=!0,clearTimeout(this.#i);for(let e of this.#t)this.#r.off(`change:${e}`,this.#f);this.#e.close()}get(e){return this.#r.get(e)}get connection(){return fe[this.#e.state]}get silent(){return this.#e.state==="silent"}get lost(){return this.#e.state==="lost"}again(){this.#e.become("open"),this.#e.repeat(),this.ask({kind:"hello"})}async ask(e){return this.problem=null,(await this.fetch(e)).problem}async fetch(e){let r=this.#e.fetch(e);this.#s();let o=await r;return this.problem=o.problem,this.#o(),o}#d(){this.#e.send({kind:"hello"}),this.#s(),this.#o()}#s(){clearTimeout(this.#i),!this.lost&&(this.#i=setTimeout(()=>this.#e.become("silent"),he))}#c(){clearTimeout(this.#i),this.#e.state!=="open"&&this.#e.become("open")}#p({message:e,hint:r}){this.problem={message:e,hint:r},this.#o()}#f=()=>{this.#c(),this.#o()};#o(){this.#n||this.#l||(this.#n=!0,queueMicrotask(()=>{this.#n=!1,this.#l||this.#a()}))}};function B(t,e){let r=s("button",{type:"button",class:"button again",hidden:!0},"Retry");r.addEventListener("click",()=>t.again()),t.silenced=o=>c(r,"hidden",!o),e.after(r)}var S=class{#r;#t=s("span",{class:"title",dir:"auto"});#e=s("span",{class:"id",dir:"auto"});#a=s("span",{class:"chip",role:"status"});#n=s("div",{class:"locked",dir:"auto"});#l=s("div",{class:"fields"});#i=s("div",{class:"news",role:"alert",dir:"auto"});#d=s("button",{type:"button",class:"button"},O(C.undo),"Revert");#s=s("button",{type:"button",class:"button primary"},"Save");#c=s("span",{class:"dot","aria-hidden":"true"});#p=s("div",{class:"foot"},this.#c,this.#i,this.#d,this.#s);#f=s("div",{class:"frame",role:"form"},s("div",{class:"head"},this.#t,this.#e,this.#a),this.#n,this.#l,this.#p);#o=new Map;#h=!1;constructor(e,r){this.#r=new $(e,["state","title"],()=>this.#b()),B(this.#r,this.#i),this.#s.addEventListener("click",()=>{this.#g()}),this.#d.addEventListener("click",()=>{this.#w()}),this.#f.addEventListener("keydown",o=>this.#y(o)),r.append(this.#f),this.#b()}close(){for(let e of this.#o.values())e.close();this.#r.close()}get#m(){return this.#r.get("state")}#b(){let e=this.#m,r=this.#r;p(this.#t,r.get("title")),p(this.#e,e.new?"new":`#${e.id}`),c(this.#f,"aria-label",`${r.get("title")} ${e.new?"new":e.id}`);let o=e.locked?`Read-only: ${e.locked}`:"";p(this.#n,o||(e.missing&&!e.message?"The record is being loaded…":"")),this.#v(e),this.#u()}#u(){let e=this.#m,r=this.#r,o=e.fields.filter(f=>f.dirty).length+e.others.length,i=[...this.#o.values()].some(f=>f.wrong),n=e.fields.some(f=>f.theirs!==null),l=this.#h||e.status==="Pending",a=[...this.#o.values()].some(f=>f.unsent),[d,h]=l?["Saving…","busy"]:n?["Changed at the source","warn"]:e.status==="Failed"?["Not saved","bad"]:o||a?[o>1?`${o} changes`:"1 change","busy"]:["","good"];p(this.#a,d),this.#a.dataset.mood=h;let b=_(r.problem),g=r.connection||e.message||b;p(this.#i,g),c(this.#i,"title",g||null),this.#p.dataset.mood=r.connection||e.message||b?"bad":h;let v=!l&&!r.lost&&!e.locked;this.#s.disabled=!v||i||!(o||a||e.new),this.#s.title=e.locked?`Read-only: ${e.locked}`:i?"Correct what is marked first":"",this.#d.disabled=!v||!(o||a||i||e.status==="Failed"),c(this.#s,"aria-busy",l?"true":null),p(this.#s,e.new?"Add":"Save")}#v({fields:e,locked:r,status:o,missing:i}){let n=e.map(a=>`${a.name} ${a.editor}`),l=[...this.#o.keys()];if(n.length!==l.length||n.some((a,d)=>a!==l[d])){for(let[a,d]of this.#o)n.includes(a)||d.close();this.#o=new Map(e.map((a,d)=>{let h=n[d]??"";return[h,this.#o.get(h)??new w(a,this.#x())]})),this.#l.replaceChildren(...[...this.#o.values()].map(({element:a})=>a))}e.forEach((a,d)=>{this.#o.get(n[d]??"")?.paint(a,{off:r!==""||i,busy:o==="Pending"})})}#x(){return{edit:(e,r)=>this.#r.ask({kind:"edit",row:this.#m.id??"",column:e,value:r}),revert:e=>{this.#r.ask({kind:"revert",column:e})},keep:e=>{this.#r.ask({kind:"keep",column:e})},changed:()=>this.#u()}}async#g(){if(this.#h||this.#s.disabled)return;this.#h=!0,this.#u();let r=(await Promise.all([...this.#o.values()].map(n=>n.flush()))).every(Boolean)?await this.#r.ask({kind:"save"}):null;this.#h=!1;let o=r?.fields??{},i=null;for(let n of this.#o.values()){let l=Object.hasOwn(o,n.name)?o[n.name]??"":"";l&&n.refuse(l),n.wrong&&(i??=n)}i?.focus(),this.#u()}async#w(){for(let e of this.#o.values())e.forget();await this.#r.ask({kind:"revert",column:null})}#y(e){e.stopPropagation(),!(e.isComposing||!(e.key==="Enter"&&(e.ctrlKey||e.metaKey||e.target instanceof HTMLInputElement)))&&(e.preventDefault(),this.#g())}};var V=`/* What all widgets share: the host's colours where it has them, our own light and dark where not. */

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
`;var ue={content:{data:{}}};async function me(t){try{let e=await t.widget_manager?.get_model(t.get("_model_key"));return e?.comm&&e._handle_comm_msg?e:null}catch{return null}}async function U(t){let e=await me(t);if(e)try{await e._handle_comm_msg(ue)}catch{let r=Object.getPrototypeOf(Object.getPrototypeOf(e))._handle_comm_msg;e.comm.on_msg(o=>r.call(e,o)),e.comm_live&&e.comm.send({method:"request_state"})}}function be(t,e){let r=t.dataset.jpThemeLight;if(r==="true")return"light";if(r==="false")return"dark";for(let o of[t,e]){if(o.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']"))return"dark";if(o.matches(".vscode-light, .light, [data-theme='light']"))return"light"}return""}function F(t){let{body:e,documentElement:r}=document;function o(){let l=be(e,r);l?t.dataset.theme=l:delete t.dataset.theme}let i=new MutationObserver(o),n={attributes:!0,attributeFilter:["class","data-jp-theme-light","data-theme"]};return i.observe(e,n),i.observe(r,n),o(),()=>i.disconnect()}function G({model:t}){try{t.send(y(k(),0,{kind:"hello"}))}catch{}}function K({model:t,el:e},r,o,i){let n=document.createElement("div");n.className=r,n.dataset.lmSuppressShortcuts="true";let l=n.attachShadow({mode:"open"}),a=new CSSStyleSheet;a.replaceSync(V+o),l.adoptedStyleSheets=[a],e.append(n);let d=F(n);U(t);let h=i(t,l,n);return()=>{d(),h.close(),n.remove()}}var W=`/* What the small widgets share: a framed panel with a status line. */
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
`;var Z=`/* The look of a form: fields side by side as far as there is room. */

.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; padding: 9px 12px 8px; border-bottom: 1px solid var(--line); }
.title { min-width: 0; overflow: hidden; font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }
.id { flex: 1; color: var(--soft); font-size: 12px; unicode-bidi: isolate; white-space: nowrap; }
.locked { padding: 6px 12px; border-bottom: 1px solid var(--line); background: color-mix(in srgb, var(--warn) 12%, var(--paper)); font-size: 12px; }
.locked:empty { display: none; }

.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 10px 14px; align-items: start; max-height: 460px; padding: 10px 12px 12px; overflow: auto; scrollbar-width: thin; }
.field { position: relative; padding-left: 8px; }
.field::before { position: absolute; inset: 2px auto 2px 0; width: 3px; border-radius: 2px; content: ""; }
.field[data-mark="dirty"]::before { background: var(--accent); }
.field[data-mark="conflict"]::before { background: var(--warn); }
.field-top { display: flex; align-items: baseline; gap: 6px; min-height: 20px; }
.field-name { flex: 0 1 auto; }
.note { flex: 1; overflow: hidden; color: var(--soft); font-size: 11px; text-overflow: ellipsis; white-space: nowrap; }
.field[data-mark="dirty"] .note, .field[data-mark="conflict"] .note { color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.back { height: 18px; font-size: 11px; }
textarea.field-box { height: auto; padding: 5px 8px; line-height: 1.4; resize: vertical; }
.field-box[aria-disabled] { background: var(--raised); color: var(--soft); }
.field-box:disabled { opacity: 1; }
select.field-box { padding: 0 4px; }

.conflict { display: flex; flex-wrap: wrap; align-items: center; gap: 5px; padding: 5px 0 0; }
.theirs { flex: 1 1 100%; overflow: hidden; color: color-mix(in srgb, var(--warn) 65%, var(--ink)); font-size: 12px; text-overflow: ellipsis; white-space: nowrap; }
.theirs-text { font-weight: 600; unicode-bidi: isolate; }
.foot { min-height: 40px; padding-right: 8px; }
`;var xe=t=>K(t,"diorama-form",W+Z,(e,r)=>new S(e,r)),et={initialize:G,render:xe};export{et as default};
